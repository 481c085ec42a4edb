#include "tools/repl/request_reader.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "entente/entente.h"

namespace entente {
namespace {

constexpr std::string_view kBeginnings[] = {
    "SELECT", "ASK",  "CONSTRUCT", "DESCRIBE", "PREFIX", "BASE", "VERSION", "INSERT", "DELETE",
    "WITH",   "LOAD", "CLEAR",     "DROP",     "CREATE", "ADD",  "MOVE",    "COPY"};

std::string_view WithoutSpaceBefore(std::string_view line) {
  line.remove_prefix(std::min(line.find_first_not_of(" \t\r"), line.size()));
  return line;
}

// What the first word behind the prologue begins.
RequestCheck::Form FormOf(std::string_view text) {
  for (const TextPiece& piece : PiecesOf(text)) {
    if (piece.kind != TextPiece::Kind::kWord) continue;
    const auto form = CheckRequest(text.substr(piece.begin, piece.end - piece.begin)).form;
    if (form != RequestCheck::Form::kNothing) return form;
  }
  return RequestCheck::Form::kNothing;
}

}  // namespace

bool IsDotCommand(std::string_view line) {
  line = WithoutSpaceBefore(line);
  return line.size() >= 2 && line[0] == '.' && std::isalpha(static_cast<unsigned char>(line[1]));
}

bool IsBlank(std::string_view line) { return WithoutSpaceBefore(line).empty(); }

bool BeginsRequest(std::string_view line) {
  if (IsDotCommand(line)) return true;
  line = WithoutSpaceBefore(line);
  return std::ranges::any_of(kBeginnings, [line](std::string_view word) {
    if (line.size() < word.size()) return false;
    for (size_t i = 0; i < word.size(); ++i) {
      if (std::toupper(static_cast<unsigned char>(line[i])) != word[i]) return false;
    }
    return line.size() == word.size() ||
           !std::isalnum(static_cast<unsigned char>(line[word.size()]));
  });
}

bool RequestReader::ReadLine(std::string* line) {
  if (held_.has_value()) {
    *line = *std::exchange(held_, std::nullopt);
    return true;
  }
  if (!next_line_(line)) return false;
  ++line_number_;
  if (line->ends_with('\r')) line->pop_back();
  return true;
}

std::optional<Request> RequestReader::Next() {
  Request request;
  OpenText open;
  RequestCheck::Form form = RequestCheck::Form::kNothing;
  for (std::string line; ReadLine(&line);) {
    const bool has_begun = open.last() != '\0';
    if (!has_begun) {
      if (IsDotCommand(line)) return Request{line, line_number_, true};
      request = {.first_line = line_number_};
    } else if (!open.is_open() && (IsBlank(line) || BeginsRequest(line))) {
      // Behind ';' an update goes on, if it is not a command that follows.
      const bool may_end = open.last() != ';' || IsDotCommand(line);
      if (may_end && !is_unfinished_(request.text)) {
        if (!IsBlank(line)) held_ = std::move(line);
        return request;
      }
    }
    request.text.append(line).push_back('\n');
    open.Add(line);
    if (form == RequestCheck::Form::kNothing) form = FormOf(request.text);
    if (!open.is_open() && open.last() == ';' && form == RequestCheck::Form::kQuery) return request;
  }
  if (open.last() == '\0') return std::nullopt;
  return request;
}

}  // namespace entente
