#include "tools/repl/sparql_text.h"

#include <algorithm>

namespace entente {
namespace {

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
// Of names and words; every byte of characters beyond ASCII counts.
bool IsNameByte(char c) {
  return IsLetter(c) || IsDigit(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

size_t EndOfIri(std::string_view text, size_t begin) {
  size_t end = begin + 1;
  while (end < text.size() && !IsSpace(text[end]) &&
         std::string_view("<>\"{}|^`").find(text[end]) == std::string_view::npos) {
    ++end;
  }
  return end;
}

size_t EndOfName(std::string_view text, size_t begin) {
  size_t end = begin;
  while (end < text.size()) {
    const char c = text[end];
    if (c == '\\' && end + 1 < text.size()) {
      end += 2;
    } else if (IsNameByte(c) || c == ':' || c == '-' || c == '%' ||
               (c == '.' && end + 1 < text.size() && IsNameByte(text[end + 1]))) {
      ++end;
    } else {
      break;
    }
  }
  return std::min(end, text.size());
}

TextPiece StringAt(std::string_view text, size_t begin) {
  const std::string_view three = text.substr(begin, 3);
  const bool is_long = three == "\"\"\"" || three == "'''";
  size_t end = begin + (is_long ? 3 : 1);
  while (end < text.size()) {
    if (text[end] == '\\') {
      ++end;
    } else if (is_long ? text.substr(end, 3) == three : text[end] == text[begin]) {
      return {TextPiece::Kind::kString, begin, end + (is_long ? 3 : 1), false};
    } else if (!is_long && text[end] == '\n') {
      return {TextPiece::Kind::kString, begin, end, false};
    }
    ++end;
  }
  return {TextPiece::Kind::kString, begin, text.size(), true};
}

TextPiece PieceAt(std::string_view text, size_t begin) {
  using Kind = TextPiece::Kind;
  const char c = text[begin];
  if (c == '#') {
    const size_t end = std::min(text.find('\n', begin), text.size());
    return {Kind::kComment, begin, end, end == text.size()};
  }
  if (c == '"' || c == '\'') return StringAt(text, begin);
  if (c == '<') {
    const size_t end = EndOfIri(text, begin);
    if (end < text.size() && text[end] == '>') return {Kind::kIri, begin, end + 1, false};
    if (end == text.size() && end > begin + 1 && IsLetter(text[begin + 1])) {
      return {Kind::kIri, begin, end, true};
    }
  }
  if (c == '?' || c == '$') {
    size_t end = begin + 1;
    while (end < text.size() && IsNameByte(text[end])) ++end;
    if (end > begin + 1) return {Kind::kVariable, begin, end, false};
  }
  if (IsNameByte(c) || c == ':') {
    const size_t name_end = EndOfName(text, begin);
    if (text.substr(begin, name_end - begin).find(':') != std::string_view::npos) {
      return {Kind::kName, begin, name_end, false};
    }
    size_t end = begin;
    while (end < text.size() && IsNameByte(text[end])) ++end;
    return {Kind::kWord, begin, end, false};
  }
  return {Kind::kSymbol, begin, begin + 1, false};
}

}  // namespace

std::vector<TextPiece> PiecesOf(std::string_view text) {
  std::vector<TextPiece> pieces;
  for (size_t at = 0; at < text.size();) {
    if (IsSpace(text[at])) {
      ++at;
      continue;
    }
    pieces.push_back(PieceAt(text, at));
    at = pieces.back().end;
  }
  return pieces;
}

std::set<std::string> VariablesOf(std::string_view text) {
  std::set<std::string> names;
  for (const TextPiece& piece : PiecesOf(text)) {
    if (piece.kind != TextPiece::Kind::kVariable) continue;
    names.emplace(text.substr(piece.begin + 1, piece.end - piece.begin - 1));
  }
  return names;
}

std::string WithValues(const std::string& query, const Params& params) {
  std::string text;
  size_t copied = 0;
  for (const TextPiece& piece : PiecesOf(query)) {
    if (piece.kind != TextPiece::Kind::kVariable) continue;
    const std::string name = query.substr(piece.begin + 1, piece.end - piece.begin - 1);
    const auto param = std::ranges::find(params, name, &Params::value_type::first);
    if (param == params.end()) continue;
    text.append(query, copied, piece.begin - copied).append(param->second.ToString());
    copied = piece.end;
  }
  return text.append(query, copied);
}

void OpenText::Add(std::string_view line) {
  size_t at = 0;
  while (at < line.size()) {
    if (quote_ != '\0') {
      const std::string three(3, quote_);
      while (at < line.size() && line.substr(at, 3) != three) at += line[at] == '\\' ? 2 : 1;
      if (at >= line.size()) return;
      at += 3;
      last_ = quote_;
      quote_ = '\0';
      continue;
    }
    if (IsSpace(line[at])) {
      ++at;
      continue;
    }
    const TextPiece piece = PieceAt(line, at);
    if (piece.kind == TextPiece::Kind::kComment) return;
    last_ = line[piece.end - 1];
    if (piece.kind == TextPiece::Kind::kString && piece.is_open && piece.end - piece.begin >= 3 &&
        line[piece.begin + 1] == line[piece.begin] && line[piece.begin + 2] == line[piece.begin]) {
      quote_ = line[piece.begin];
    }
    if (piece.kind == TextPiece::Kind::kSymbol && last_ == '{') ++depth_;
    if (piece.kind == TextPiece::Kind::kSymbol && last_ == '}') --depth_;
    at = piece.end;
  }
}

}  // namespace entente
