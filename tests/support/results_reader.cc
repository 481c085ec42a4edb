#include "tests/support/results_reader.h"

#include <simdjson.h>

#include <algorithm>
#include <utility>

#include "schema/iri.h"
#include "schema/language_tag.h"
#include "schema/status_macros.h"
#include "schema/syntax/rdf_format.h"
#include "schema/text.h"
#include "schema/unicode.h"
#include "schema/vocabulary.h"
#include "schema/xsd_value.h"
#include "tests/support/quads.h"

namespace entente {
namespace {

Term MakeLiteral(std::string lexical, std::string_view language, std::string_view direction,
                 std::string_view datatype) {
  Literal literal = {.lexical = std::move(lexical), .datatype = std::string(xsd::kString)};
  if (!language.empty()) {
    literal.language = LowerCaseLanguage(language);
    literal.datatype = rdf::kLangString;
    if (!direction.empty()) {
      literal.datatype = rdf::kDirLangString;
      literal.direction = direction == "ltr" ? Direction::kLtr : Direction::kRtl;
    }
  } else if (!datatype.empty()) {
    literal.datatype = datatype;
  }
  return literal;
}

std::string Text(simdjson::dom::element object, const char* key) {
  std::string_view text;
  if (object[key].get(text) != simdjson::SUCCESS) return "";
  return std::string(text);
}

absl::StatusOr<Term> JsonTerm(simdjson::dom::element object) {
  const std::string type = Text(object, "type");
  if (type == "uri") return Term(Iri(Text(object, "value")));
  if (type == "bnode") return Term(BlankNode(Text(object, "value")));
  if (type == "literal" || type == "typed-literal") {
    return MakeLiteral(Text(object, "value"), Text(object, "xml:lang"), Text(object, "its:dir"),
                       Text(object, "datatype"));
  }
  simdjson::dom::element parts;
  if (type != "triple" || object["value"].get(parts) != simdjson::SUCCESS) {
    return absl::InvalidArgumentError(StrCat("unknown type of term: ", type));
  }
  Triple triple;
  for (const auto& [name, place] :
       {std::pair{"subject", &triple.subject}, std::pair{"predicate", &triple.predicate},
        std::pair{"object", &triple.object}}) {
    simdjson::dom::element part;
    if (parts[name].get(part) != simdjson::SUCCESS) {
      return absl::InvalidArgumentError(StrCat("a triple without ", name));
    }
    ASSIGN_OR_RETURN(*place, JsonTerm(part));
  }
  return Term(std::move(triple));
}

// One element of XML with what is in it.
struct XmlElement {
  std::string name = {};
  std::map<std::string, std::string> attributes = {};
  std::string text = {};
  std::vector<XmlElement> children = {};

  const XmlElement* Child(std::string_view child_name) const {
    for (const XmlElement& child : children) {
      if (child.name == child_name) return &child;
    }
    return nullptr;
  }
  std::string Attribute(const std::string& attribute) const {
    const auto found = attributes.find(attribute);
    return found == attributes.end() ? "" : found->second;
  }
};

// As much of XML as result files use: no namespaces, no CDATA, no document type.
class XmlReader {
 public:
  explicit XmlReader(std::string_view text) : text_(text) {}

  absl::StatusOr<XmlElement> Read() {
    std::vector<XmlElement> open(1);
    while (position_ < text_.size()) {
      const size_t tag = text_.find('<', position_);
      open.back().text.append(Unescaped(text_.substr(position_, tag - position_)));
      if (tag == std::string_view::npos) break;
      position_ = tag;
      if (text_.substr(position_).starts_with("<!--")) {
        position_ = EndOf("-->");
        continue;
      }
      if (text_.substr(position_).starts_with("<?")) {
        position_ = EndOf("?>");
        continue;
      }
      const size_t end = text_.find('>', position_);
      if (end == std::string_view::npos) return absl::InvalidArgumentError("a tag without end");
      std::string_view inside = text_.substr(position_ + 1, end - position_ - 1);
      position_ = end + 1;
      if (inside.starts_with('/')) {
        if (open.size() < 2) return absl::InvalidArgumentError("an end without beginning");
        Close(&open);
        continue;
      }
      const bool is_empty = inside.ends_with('/');
      if (is_empty) inside.remove_suffix(1);
      open.push_back(ReadTag(inside));
      if (is_empty) Close(&open);
    }
    if (open.size() != 1) return absl::InvalidArgumentError("an element without end");
    for (XmlElement& child : open[0].children) return std::move(child);
    return absl::InvalidArgumentError("no element");
  }

 private:
  size_t EndOf(std::string_view mark) const {
    const size_t found = text_.find(mark, position_);
    return found == std::string_view::npos ? text_.size() : found + mark.size();
  }

  static void Close(std::vector<XmlElement>* open) {
    XmlElement closed = std::move(open->back());
    open->pop_back();
    open->back().children.push_back(std::move(closed));
  }

  static XmlElement ReadTag(std::string_view inside) {
    XmlElement element;
    const auto skip_space = [&] {
      while (!inside.empty() && IsIn(inside[0], kBlank | kLineEnd)) inside.remove_prefix(1);
    };
    const size_t name_end = inside.find_first_of(" \t\r\n");
    element.name = inside.substr(0, name_end);
    inside.remove_prefix(std::min(name_end, inside.size()));
    skip_space();
    while (!inside.empty()) {
      const size_t equals = inside.find('=');
      if (equals == std::string_view::npos || equals + 1 >= inside.size()) break;
      const std::string name(inside.substr(0, equals));
      const char quote = inside[equals + 1];
      inside.remove_prefix(equals + 2);
      const size_t end = inside.find(quote);
      element.attributes[name] = Unescaped(inside.substr(0, end));
      inside.remove_prefix(std::min(end == std::string_view::npos ? end : end + 1, inside.size()));
      skip_space();
    }
    return element;
  }

  static std::string Unescaped(std::string_view text) {
    static constexpr std::pair<std::string_view, char> kEntities[] = {
        {"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}, {"&apos;", '\''}};
    std::string out;
    while (!text.empty()) {
      bool is_entity = false;
      for (const auto& [name, c] : kEntities) {
        if (!text.starts_with(name)) continue;
        out.push_back(c);
        text.remove_prefix(name.size());
        is_entity = true;
        break;
      }
      if (is_entity) continue;
      if (text.starts_with("&#")) {
        const size_t end = std::min(text.find(';'), text.size() - 1);
        const bool is_hex = text.size() > 2 && text[2] == 'x';
        const std::string digits(text.substr(is_hex ? 3 : 2, end));
        AppendUtf8(static_cast<char32_t>(std::strtoul(digits.c_str(), nullptr, is_hex ? 16 : 10)),
                   &out);
        text.remove_prefix(end + 1);
        continue;
      }
      out.push_back(text[0]);
      text.remove_prefix(1);
    }
    return out;
  }

  std::string_view text_;
  size_t position_ = 0;
};

absl::StatusOr<Term> XmlTerm(const XmlElement& element) {
  if (element.name == "uri") return Term(Iri(element.text));
  if (element.name == "bnode") return Term(BlankNode(element.text));
  if (element.name == "literal") {
    return MakeLiteral(element.text, element.Attribute("xml:lang"), element.Attribute("its:dir"),
                       element.Attribute("datatype"));
  }
  if (element.name != "triple") {
    return absl::InvalidArgumentError(StrCat("unknown kind of term: ", element.name));
  }
  Triple triple;
  for (const auto& [name, place] :
       {std::pair{"subject", &triple.subject}, std::pair{"predicate", &triple.predicate},
        std::pair{"object", &triple.object}}) {
    const XmlElement* const part = element.Child(name);
    if (part == nullptr || part->children.empty()) {
      return absl::InvalidArgumentError(StrCat("a triple without ", name));
    }
    ASSIGN_OR_RETURN(*place, XmlTerm(part->children[0]));
  }
  return Term(std::move(triple));
}

class RdfXmlReader {
 public:
  explicit RdfXmlReader(std::string base) : base_(std::move(base)) {}

  std::vector<Quad> Read(const XmlElement& root) {
    for (const auto& [name, value] : root.attributes) {
      if (name.starts_with("xmlns:")) namespaces_[name.substr(6)] = value;
    }
    for (const XmlElement& node : root.children) ReadNode(node);
    return std::move(quads_);
  }

 private:
  std::string Expand(const std::string& name) const {
    const size_t colon = name.find(':');
    const auto found = namespaces_.find(name.substr(0, colon));
    return found == namespaces_.end() ? name : found->second + name.substr(colon + 1);
  }

  Term IriTerm(const std::string& reference) const {
    std::string iri;
    ResolveIri(base_, reference, &iri);
    return Iri(std::move(iri));
  }

  Term ReadNode(const XmlElement& node) {
    Term subject = BlankNode(StrCat("x", blank_count_++));
    if (node.attributes.contains("rdf:about")) subject = IriTerm(node.Attribute("rdf:about"));
    if (node.attributes.contains("rdf:nodeID")) subject = BlankNode(node.Attribute("rdf:nodeID"));
    if (node.name != "rdf:Description") {
      quads_.push_back({subject, Iri(std::string(rdf::kType)), Iri(Expand(node.name))});
    }
    ReadProperties(subject, node);
    return subject;
  }

  void ReadProperties(const Term& subject, const XmlElement& node) {
    for (const XmlElement& property : node.children) {
      Term object;
      if (property.attributes.contains("rdf:resource")) {
        object = IriTerm(property.Attribute("rdf:resource"));
      } else if (property.attributes.contains("rdf:nodeID")) {
        object = BlankNode(property.Attribute("rdf:nodeID"));
      } else if (property.Attribute("rdf:parseType") == "Resource") {
        object = BlankNode(StrCat("x", blank_count_++));
        ReadProperties(object, property);
      } else if (!property.children.empty()) {
        object = ReadNode(property.children[0]);
      } else {
        object = MakeLiteral(property.text, property.Attribute("xml:lang"), "",
                             property.Attribute("rdf:datatype"));
      }
      quads_.push_back({subject, Iri(Expand(property.name)), object});
    }
  }

  std::string base_;
  std::map<std::string, std::string> namespaces_;
  std::vector<Quad> quads_;
  size_t blank_count_ = 0;
};

std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

// Numbers in canonical form, so that 1.0e0 and 1.0E0 are alike.
Term Canonical(const Term& term) {
  if (term.is_triple()) {
    return Triple{Canonical(term.triple().subject), Canonical(term.triple().predicate),
                  Canonical(term.triple().object)};
  }
  if (!term.is_literal()) return term;
  const std::optional<XsdValue> value = ParseXsdValue(term.literal());
  if (!value.has_value() || !value->is_numeric()) return term;
  return Literal{.lexical = value->ToLexical(), .datatype = term.literal().datatype};
}

// A result set as a graph: one node for each row, so that the comparison of graphs compares rows.
std::vector<Quad> ToQuads(const ResultSet& results, bool is_ordered) {
  std::vector<Quad> quads;
  for (size_t i = 0; i < results.rows.size(); ++i) {
    const Term row = BlankNode(StrCat("row-", i));
    quads.push_back({row, Iri("urn:row"), is_ordered ? Term(static_cast<int64_t>(i)) : Term(0)});
    for (const auto& [name, term] : results.rows[i]) {
      quads.push_back({row, Iri(StrCat("urn:variable:", name)), Canonical(term)});
    }
  }
  return quads;
}

}  // namespace

absl::StatusOr<ResultSet> ReadJsonResults(std::string_view text) {
  simdjson::dom::parser parser;
  simdjson::dom::element document;
  if (parser.parse(text.data(), text.size()).get(document) != simdjson::SUCCESS) {
    return absl::InvalidArgumentError("not JSON");
  }
  ResultSet results;
  bool boolean = false;
  if (document["boolean"].get(boolean) == simdjson::SUCCESS) {
    results.boolean = boolean;
    return results;
  }
  simdjson::dom::array variables;
  if (document["head"]["vars"].get(variables) == simdjson::SUCCESS) {
    for (const simdjson::dom::element variable : variables) {
      results.variables.emplace_back(std::string_view(variable));
    }
  }
  results.is_ordered = true;
  simdjson::dom::array bindings;
  if (document["results"]["bindings"].get(bindings) != simdjson::SUCCESS) {
    return absl::InvalidArgumentError("no bindings");
  }
  for (const simdjson::dom::element binding : bindings) {
    std::map<std::string, Term>& row = results.rows.emplace_back();
    simdjson::dom::object object;
    if (binding.get(object) != simdjson::SUCCESS) return absl::InvalidArgumentError("a bad row");
    for (const auto& [name, value] : object) {
      ASSIGN_OR_RETURN(row[std::string(name)], JsonTerm(value));
    }
  }
  return results;
}

absl::StatusOr<ResultSet> ReadXmlResults(std::string_view text) {
  ASSIGN_OR_RETURN(const XmlElement root, XmlReader(text).Read());
  ResultSet results;
  if (const XmlElement* const boolean = root.Child("boolean"); boolean != nullptr) {
    results.boolean = StripXsdSpace(boolean->text) == "true";
    return results;
  }
  if (const XmlElement* const head = root.Child("head"); head != nullptr) {
    for (const XmlElement& variable : head->children) {
      if (variable.name == "variable") results.variables.push_back(variable.Attribute("name"));
    }
  }
  results.is_ordered = true;
  const XmlElement* const rows = root.Child("results");
  if (rows == nullptr) return absl::InvalidArgumentError("no results");
  for (const XmlElement& result : rows->children) {
    std::map<std::string, Term>& row = results.rows.emplace_back();
    for (const XmlElement& binding : result.children) {
      if (binding.children.empty()) continue;
      ASSIGN_OR_RETURN(row[binding.Attribute("name")], XmlTerm(binding.children[0]));
    }
  }
  return results;
}

absl::StatusOr<ResultSet> ReadTsvResults(std::string_view text) {
  ResultSet results;
  bool is_head = true;
  for (std::string_view line : Split(text, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() && !is_head) continue;
    const std::vector<std::string_view> fields = Split(line, '\t');
    if (is_head) {
      for (const std::string_view field : fields) {
        if (!field.empty()) results.variables.emplace_back(field.substr(1));
      }
      is_head = false;
      continue;
    }
    std::map<std::string, Term>& row = results.rows.emplace_back();
    for (size_t i = 0; i < fields.size() && i < results.variables.size(); ++i) {
      if (fields[i].empty()) continue;
      ASSIGN_OR_RETURN(const std::vector<Quad> quads,
                       ParseQuads(RdfFormat::kTurtle, StrCat("<a:b> <a:b> ", fields[i], " .")));
      if (quads.size() != 1) return absl::InvalidArgumentError("a field that is no term");
      row[results.variables[i]] = quads[0].object;
    }
  }
  return results;
}

absl::StatusOr<std::vector<Quad>> ReadRdfXml(std::string_view text, const std::string& base) {
  ASSIGN_OR_RETURN(const XmlElement root, XmlReader(text).Read());
  return RdfXmlReader(base).Read(root);
}

std::optional<ResultSet> ReadGraphResults(const std::vector<Quad>& quads) {
  constexpr std::string_view kResults = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#";
  const auto objects = [&](const Term& subject, std::string_view name) {
    std::vector<Term> found;
    for (const Quad& quad : quads) {
      if (quad.subject == subject && quad.predicate == Term(Iri(StrCat(kResults, name)))) {
        found.push_back(quad.object);
      }
    }
    return found;
  };
  Term set;
  for (const Quad& quad : quads) {
    if (quad.object == Term(Iri(StrCat(kResults, "ResultSet")))) set = quad.subject;
  }
  if (!set) return std::nullopt;
  ResultSet results;
  for (const Term& boolean : objects(set, "boolean")) {
    results.boolean = boolean.literal().lexical == "true";
  }
  for (const Term& variable : objects(set, "resultVariable")) {
    results.variables.push_back(variable.literal().lexical);
  }
  std::vector<std::pair<int64_t, std::map<std::string, Term>>> rows;
  for (const Term& solution : objects(set, "solution")) {
    auto& [index, row] = rows.emplace_back();
    for (const Term& place : objects(solution, "index")) {
      index = std::strtoll(place.literal().lexical.c_str(), nullptr, 10);
      results.is_ordered = true;
    }
    for (const Term& binding : objects(solution, "binding")) {
      for (const Term& variable : objects(binding, "variable")) {
        for (const Term& value : objects(binding, "value")) {
          row[variable.literal().lexical] = value;
        }
      }
    }
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  for (auto& [index, row] : rows) results.rows.push_back(std::move(row));
  return results;
}

bool AreEquivalent(const ResultSet& a, const ResultSet& b, bool is_ordered) {
  if (a.boolean != b.boolean) return false;
  if (a.rows.size() != b.rows.size()) return false;
  return AreIsomorphic(ToQuads(a, is_ordered), ToQuads(b, is_ordered));
}

std::string ToText(const ResultSet& results) {
  std::string text;
  if (results.boolean.has_value()) return *results.boolean ? "true\n" : "false\n";
  for (const std::map<std::string, Term>& row : results.rows) {
    for (const auto& [name, term] : row) StrAppend(&text, " ?", name, "=", term.ToString());
    text.push_back('\n');
  }
  return text;
}

}  // namespace entente
