#include "schema/syntax/line_writer.h"

#include <utility>

#include "schema/vocabulary.h"

namespace entente {
namespace {

constexpr char kHexDigits[] = "0123456789ABCDEF";

// U+FFFE and U+FFFF, which are no characters in XML 1.1, are EF BF BE and EF BF BF in UTF-8.
bool IsNonCharacter(std::string_view text) {
  return text.starts_with("\xEF\xBF\xBE") || text.starts_with("\xEF\xBF\xBF");
}

class LineWriter : public RdfWriter {
 public:
  LineWriter(bool has_graphs, TextOutput output)
      : has_graphs_(has_graphs), output_(std::move(output)) {}

  absl::Status Accept(const QuadView& quad) override {
    if (!has_graphs_ && quad.graph.kind != Term::Kind::kNone) {
      return absl::InvalidArgumentError("N-Triples cannot hold statements of named graphs");
    }
    AppendNQuadsLine(quad, &held_);
    return held_.size() >= kPieceBytes ? Finish() : absl::OkStatus();
  }

  absl::Status Finish() override {
    const absl::Status status = held_.empty() ? absl::OkStatus() : output_(held_);
    held_.clear();
    return status;
  }

 private:
  static constexpr size_t kPieceBytes = size_t{64} << 10;
  bool has_graphs_;
  TextOutput output_;
  std::string held_;
};

}  // namespace

void AppendQuotedString(std::string_view text, std::string* out) {
  out->push_back('"');
  size_t plain = 0;  // From here on nothing is written yet.
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool is_plain = byte >= 0x20 && byte != '"' && byte != '\\' && byte != 0x7F &&
                          (byte != 0xEF || !IsNonCharacter(text.substr(i)));
    if (is_plain) continue;
    out->append(text.substr(plain, i - plain));
    static constexpr std::string_view kEscaped = "\"\\\n\r\t\b\f";
    const size_t letter = kEscaped.find(text[i]);
    if (letter != std::string_view::npos) {
      out->push_back('\\');
      out->push_back("\"\\nrtbf"[letter]);
    } else if (byte == 0xEF) {
      out->append(text[i + 2] == '\xBE' ? "\\uFFFE" : "\\uFFFF");
      i += 2;
    } else {
      out->append("\\u00");
      out->push_back(kHexDigits[byte >> 4]);
      out->push_back(kHexDigits[byte & 15]);
    }
    plain = i + 1;
  }
  out->append(text.substr(plain));
  out->push_back('"');
}

void AppendNTriplesTerm(const TermView& term, std::string* out) {
  switch (term.kind) {
    case Term::Kind::kNone:
      return;
    case Term::Kind::kIri:
      out->push_back('<');
      out->append(term.text);
      out->push_back('>');
      return;
    case Term::Kind::kBlankNode:
      out->append("_:");
      out->append(term.text);
      return;
    case Term::Kind::kLiteral:
      AppendQuotedString(term.text, out);
      if (!term.language.empty()) {
        out->push_back('@');
        out->append(term.language);
        if (term.direction != Direction::kNone) {
          out->append(term.direction == Direction::kLtr ? "--ltr" : "--rtl");
        }
      } else if (term.datatype != xsd::kString) {
        out->append("^^<");
        out->append(term.datatype);
        out->push_back('>');
      }
      return;
    case Term::Kind::kTriple:
      out->append("<<( ");
      AppendNTriplesTerm(term.triple->subject, out);
      out->push_back(' ');
      AppendNTriplesTerm(term.triple->predicate, out);
      out->push_back(' ');
      AppendNTriplesTerm(term.triple->object, out);
      out->append(" )>>");
      return;
  }
}

void AppendNQuadsLine(const QuadView& quad, std::string* out) {
  AppendNTriplesTerm(quad.subject, out);
  out->push_back(' ');
  AppendNTriplesTerm(quad.predicate, out);
  out->push_back(' ');
  AppendNTriplesTerm(quad.object, out);
  if (quad.graph.kind != Term::Kind::kNone) {
    out->push_back(' ');
    AppendNTriplesTerm(quad.graph, out);
  }
  out->append(" .\n");
}

std::unique_ptr<RdfWriter> MakeLineWriter(bool has_graphs, TextOutput output) {
  return std::make_unique<LineWriter>(has_graphs, std::move(output));
}

}  // namespace entente
