#include "query/expression/regex.h"

#include <re2/re2.h>
#include <utf8proc.h>

#include <algorithm>
#include <vector>

#include "absl/strings/str_format.h"
#include "schema/status_macros.h"
#include "schema/text.h"
#include "schema/unicode.h"

namespace entente {
namespace {

struct Range {
  char32_t first = 0;
  char32_t last = 0;
};

constexpr char32_t kLastCodePoint = 0x10FFFF;

// Unicode blocks by the names that XSD gives them.
struct Block {
  std::string_view name;
  Range range;
};
constexpr Block kBlocks[] = {
    {"BasicLatin", {0x0, 0x7F}},
    {"Latin-1Supplement", {0x80, 0xFF}},
    {"LatinExtended-A", {0x100, 0x17F}},
    {"LatinExtended-B", {0x180, 0x24F}},
    {"IPAExtensions", {0x250, 0x2AF}},
    {"SpacingModifierLetters", {0x2B0, 0x2FF}},
    {"CombiningDiacriticalMarks", {0x300, 0x36F}},
    {"Greek", {0x370, 0x3FF}},
    {"GreekandCoptic", {0x370, 0x3FF}},
    {"Cyrillic", {0x400, 0x4FF}},
    {"Armenian", {0x530, 0x58F}},
    {"Hebrew", {0x590, 0x5FF}},
    {"Arabic", {0x600, 0x6FF}},
    {"Devanagari", {0x900, 0x97F}},
    {"Bengali", {0x980, 0x9FF}},
    {"Tamil", {0xB80, 0xBFF}},
    {"Thai", {0xE00, 0xE7F}},
    {"Tibetan", {0xF00, 0xFFF}},
    {"Georgian", {0x10A0, 0x10FF}},
    {"HangulJamo", {0x1100, 0x11FF}},
    {"Mongolian", {0x1800, 0x18AF}},
    {"LatinExtendedAdditional", {0x1E00, 0x1EFF}},
    {"GreekExtended", {0x1F00, 0x1FFF}},
    {"GeneralPunctuation", {0x2000, 0x206F}},
    {"SuperscriptsandSubscripts", {0x2070, 0x209F}},
    {"CurrencySymbols", {0x20A0, 0x20CF}},
    {"LetterlikeSymbols", {0x2100, 0x214F}},
    {"NumberForms", {0x2150, 0x218F}},
    {"Arrows", {0x2190, 0x21FF}},
    {"MathematicalOperators", {0x2200, 0x22FF}},
    {"BoxDrawing", {0x2500, 0x257F}},
    {"GeometricShapes", {0x25A0, 0x25FF}},
    {"CJKRadicalsSupplement", {0x2E80, 0x2EFF}},
    {"CJKSymbolsandPunctuation", {0x3000, 0x303F}},
    {"Hiragana", {0x3040, 0x309F}},
    {"Katakana", {0x30A0, 0x30FF}},
    {"Bopomofo", {0x3100, 0x312F}},
    {"CJKUnifiedIdeographsExtensionA", {0x3400, 0x4DBF}},
    {"CJKUnifiedIdeographs", {0x4E00, 0x9FFF}},
    {"HangulSyllables", {0xAC00, 0xD7AF}},
    {"CJKCompatibilityIdeographs", {0xF900, 0xFAFF}},
    {"ArabicPresentationForms-A", {0xFB50, 0xFDFF}},
    {"HalfwidthandFullwidthForms", {0xFF00, 0xFFEF}},
};

// Name start characters and name characters of XML, for \i and \c.
constexpr Range kNameStart[] = {
    {':', ':'},       {'A', 'Z'},       {'_', '_'},       {'a', 'z'},
    {0xC0, 0xD6},     {0xD8, 0xF6},     {0xF8, 0x2FF},    {0x370, 0x37D},
    {0x37F, 0x1FFF},  {0x200C, 0x200D}, {0x2070, 0x218F}, {0x2C00, 0x2FEF},
    {0x3001, 0xD7FF}, {0xF900, 0xFDCF}, {0xFDF0, 0xFFFD}, {0x10000, 0xEFFFF}};
constexpr Range kNameOther[] = {{'-', '-'},   {'.', '.'},     {'0', '9'},
                                {0xB7, 0xB7}, {0x300, 0x36F}, {0x203F, 0x2040}};

// A set of code points: ranges and general categories, then perhaps its complement, then perhaps
// without another set.
class CharacterClass {
 public:
  void Add(Range range) { ranges_.push_back(range); }
  // One of Unicode's general categories: "L", "Lu", …; `is_negated` for \P.
  void AddCategory(std::string_view name, bool is_negated) {
    categories_.push_back({std::string(name), is_negated});
  }
  void Complement() { is_negated_ = true; }
  void Subtract(const CharacterClass& other) { subtracted_ = other.Members(); }

  // For RE2, with brackets.
  std::string ToRe2() const {
    std::string text = "[";
    if (subtracted_.has_value()) {
      const std::vector<bool> members = Members();
      for (char32_t c = 0; c <= kLastCodePoint; ++c) {
        if (!members[c]) continue;
        const char32_t first = c;
        while (c < kLastCodePoint && members[c + 1]) ++c;
        AppendRange({first, c}, &text);
      }
    } else {
      if (is_negated_) text.push_back('^');
      for (const Range& range : ranges_) AppendRange(range, &text);
      for (const auto& [name, is_negated] : categories_) {
        StrAppend(&text, is_negated ? "\\P{" : "\\p{", name, "}");
      }
    }
    // RE2 has no empty class; this one has no member either.
    if (text == "[") return "[^\\x{0}-\\x{10FFFF}]";
    text.push_back(']');
    return text;
  }

 private:
  static void AppendRange(const Range& range, std::string* text) {
    absl::StrAppendFormat(text, "\\x{%X}", static_cast<uint32_t>(range.first));
    if (range.last > range.first) {
      absl::StrAppendFormat(text, "-\\x{%X}", static_cast<uint32_t>(range.last));
    }
  }

  std::vector<bool> Members() const {
    std::vector<bool> members(kLastCodePoint + 1);
    for (const Range& range : ranges_) {
      std::fill(members.begin() + range.first, members.begin() + range.last + 1, true);
    }
    for (const auto& [name, is_negated] : categories_) {
      for (char32_t c = 0; c <= kLastCodePoint; ++c) {
        const std::string_view category =
            utf8proc_category_string(static_cast<utf8proc_int32_t>(c));
        if (category.starts_with(name) != is_negated) members[c] = true;
      }
    }
    if (is_negated_) members.flip();
    if (subtracted_.has_value()) {
      for (char32_t c = 0; c <= kLastCodePoint; ++c) {
        if ((*subtracted_)[c]) members[c] = false;
      }
    }
    return members;
  }

  std::vector<Range> ranges_;
  std::vector<std::pair<std::string, bool>> categories_;
  bool is_negated_ = false;
  std::optional<std::vector<bool>> subtracted_;
};

bool IsCategory(std::string_view name) {
  constexpr std::string_view kCategories[] = {"L",  "Lu", "Ll", "Lt", "Lm", "Lo", "M",  "Mn", "Mc",
                                              "Me", "N",  "Nd", "Nl", "No", "P",  "Pc", "Pd", "Ps",
                                              "Pe", "Pi", "Pf", "Po", "Z",  "Zs", "Zl", "Zp", "S",
                                              "Sm", "Sc", "Sk", "So", "C",  "Cc", "Cf", "Co", "Cn"};
  return std::find(std::begin(kCategories), std::end(kCategories), name) != std::end(kCategories);
}

absl::Status PatternError(std::string_view pattern, std::string_view problem) {
  return absl::InvalidArgumentError(StrCat("the regular expression \"", pattern, "\" ", problem));
}

class Translator {
 public:
  Translator(std::string_view pattern, bool ignores_space, bool dot_is_all, bool is_multiline)
      : pattern_(pattern),
        ignores_space_(ignores_space),
        dot_is_all_(dot_is_all),
        is_multiline_(is_multiline) {}

  absl::StatusOr<std::string> Translate() {
    while (position_ < pattern_.size()) {
      const char c = pattern_[position_];
      switch (c) {
        case '\\': {
          CharacterClass escaped;
          RETURN_IF_ERROR(ReadEscape(&escaped));
          out_.append(escaped.ToRe2());
          break;
        }
        case '[': {
          CharacterClass bracketed;
          RETURN_IF_ERROR(ReadClass(&bracketed, 0));
          out_.append(bracketed.ToRe2());
          break;
        }
        case '.':
          out_.append(dot_is_all_ ? "(?s:.)" : "[^\\n\\r]");
          ++position_;
          break;
        case '^':
          out_.append(is_multiline_ ? "(?m:^)" : "\\A");
          ++position_;
          break;
        case '$':
          out_.append(is_multiline_ ? "(?m:$)" : "\\z");
          ++position_;
          break;
        case '(':
          ++position_;
          out_.push_back('(');
          if (position_ < pattern_.size() && pattern_[position_] == '?') {
            if (!pattern_.substr(position_).starts_with("?:")) {
              return PatternError(pattern_, "has \"(?\", which XPath knows only as \"(?:\"");
            }
            out_.append("?:");
            position_ += 2;
          }
          break;
        case ')':
        case '|':
        case '*':
        case '+':
        case '?':
          out_.push_back(c);
          ++position_;
          break;
        case '{':
          RETURN_IF_ERROR(ReadQuantity());
          break;
        case '}':
        case ']':
          return PatternError(pattern_,
                              StrCat("has a '", std::string(1, c), "' without its opening"));
        default:
          if (ignores_space_ && IsIn(c, kBlank | kLineEnd)) {
            ++position_;
          } else if (IsIn(c, kLetter | kDigit | kHigh)) {
            out_.push_back(c);
            ++position_;
          } else {
            absl::StrAppendFormat(&out_, "\\x{%X}", static_cast<unsigned char>(c));
            ++position_;
          }
      }
    }
    return std::move(out_);
  }

 private:
  // {n}, {n,} or {n,m}.
  absl::Status ReadQuantity() {
    size_t end = position_ + 1;
    const auto skip_digits = [&] {
      const size_t begin = end;
      while (end < pattern_.size() && IsIn(pattern_[end], kDigit)) ++end;
      return end > begin;
    };
    bool is_quantity = skip_digits();
    if (is_quantity && end < pattern_.size() && pattern_[end] == ',') {
      ++end;
      skip_digits();
    }
    is_quantity = is_quantity && end < pattern_.size() && pattern_[end] == '}';
    if (!is_quantity) {
      return PatternError(pattern_,
                          "has a '{' that begins no quantity; the character is written \\{");
    }
    out_.append(pattern_.substr(position_, end + 1 - position_));
    position_ = end + 1;
    return absl::OkStatus();
  }

  // A backslash and what follows, as a class.
  absl::Status ReadEscape(CharacterClass* out) {
    const char c = position_ + 1 < pattern_.size() ? pattern_[position_ + 1] : '\0';
    position_ += 2;
    switch (c) {
      case 'n':
        out->Add({'\n', '\n'});
        return absl::OkStatus();
      case 'r':
        out->Add({'\r', '\r'});
        return absl::OkStatus();
      case 't':
        out->Add({'\t', '\t'});
        return absl::OkStatus();
      case 's':
      case 'S':
        for (const char32_t space : {U' ', U'\t', U'\n', U'\r'})
          AddTo(out, {space, space}, c == 'S');
        return FinishNegated(out, c == 'S');
      case 'd':
      case 'D':
        out->AddCategory("Nd", c == 'D');
        return absl::OkStatus();
      case 'w':
      case 'W':
        // \w is everything but punctuation, separators and control characters.
        if (c == 'W') {
          for (const std::string_view name : {"P", "Z", "C"}) out->AddCategory(name, false);
        } else {
          for (const std::string_view name : {"L", "M", "N", "S"}) out->AddCategory(name, false);
        }
        return absl::OkStatus();
      case 'i':
      case 'I':
      case 'c':
      case 'C':
        for (const Range& range : kNameStart) AddTo(out, range, c == 'I' || c == 'C');
        if (c == 'c' || c == 'C') {
          for (const Range& range : kNameOther) AddTo(out, range, c == 'C');
        }
        return FinishNegated(out, c == 'I' || c == 'C');
      case 'p':
      case 'P':
        return ReadProperty(c == 'P', out);
      default:
        break;
    }
    if (c >= '1' && c <= '9') {
      return PatternError(pattern_,
                          "has a back-reference, which cannot be matched in bounded time");
    }
    if (c != '\0' && std::string_view("\\|.?*+(){}-[]^$").find(c) != std::string_view::npos) {
      out->Add({static_cast<char32_t>(c), static_cast<char32_t>(c)});
      return absl::OkStatus();
    }
    if (c == '\0') return PatternError(pattern_, "ends in a backslash");
    return PatternError(pattern_, StrCat("has \\", std::string(1, c),
                                         ", which is no escape in XPath's regular expressions"));
  }

  // Gathers the ranges of a class whose complement is meant.
  void AddTo(CharacterClass* out, Range range, bool is_negated) {
    if (is_negated) {
      negated_.push_back(range);
    } else {
      out->Add(range);
    }
  }

  // Adds the complement of the ranges gathered.
  absl::Status FinishNegated(CharacterClass* out, bool is_negated) {
    if (!is_negated) return absl::OkStatus();
    std::sort(negated_.begin(), negated_.end(),
              [](const Range& a, const Range& b) { return a.first < b.first; });
    char32_t next = 0;
    for (const Range& range : negated_) {
      if (range.first > next) out->Add({next, range.first - 1});
      next = range.last + 1;
    }
    if (next <= kLastCodePoint) out->Add({next, kLastCodePoint});
    negated_.clear();
    return absl::OkStatus();
  }

  absl::Status ReadProperty(bool is_negated, CharacterClass* out) {
    const size_t close = pattern_.find('}', position_);
    if (position_ >= pattern_.size() || pattern_[position_] != '{' ||
        close == std::string_view::npos) {
      return PatternError(pattern_, "has \\p without a property in braces");
    }
    const std::string_view name = pattern_.substr(position_ + 1, close - position_ - 1);
    position_ = close + 1;
    if (IsCategory(name)) {
      out->AddCategory(name, is_negated);
      return absl::OkStatus();
    }
    if (name.starts_with("Is")) {
      for (const Block& block : kBlocks) {
        if (block.name != name.substr(2)) continue;
        AddTo(out, block.range, is_negated);
        return FinishNegated(out, is_negated);
      }
    }
    return PatternError(pattern_, StrCat("names the unknown property ", name));
  }

  // From '[' to its ']'.
  absl::Status ReadClass(CharacterClass* out, int depth) {
    constexpr int kDepthMax = 16;
    if (depth > kDepthMax) return PatternError(pattern_, "subtracts classes too deeply");
    ++position_;
    const bool is_negated = position_ < pattern_.size() && pattern_[position_] == '^';
    if (is_negated) ++position_;
    bool is_first = true;
    while (true) {
      if (position_ >= pattern_.size()) return PatternError(pattern_, "has a '[' without its ']'");
      const char c = pattern_[position_];
      if (c == ']' && !is_first) break;
      if (c == ']') return PatternError(pattern_, "has an empty class");
      if (c == '-' && !is_first && position_ + 1 < pattern_.size() &&
          pattern_[position_ + 1] == '[') {
        ++position_;
        CharacterClass subtracted;
        RETURN_IF_ERROR(ReadClass(&subtracted, depth + 1));
        if (position_ >= pattern_.size() || pattern_[position_] != ']') {
          return PatternError(pattern_, "has something behind a subtracted class");
        }
        if (is_negated) out->Complement();
        out->Subtract(subtracted);
        ++position_;
        return absl::OkStatus();
      }
      is_first = false;
      std::optional<char32_t> first;
      RETURN_IF_ERROR(ReadClassItem(out, &first));
      if (!first.has_value()) continue;
      Range range = {*first, *first};
      const bool is_range = position_ + 1 < pattern_.size() && pattern_[position_] == '-' &&
                            pattern_[position_ + 1] != ']' && pattern_[position_ + 1] != '[';
      if (is_range) {
        ++position_;
        std::optional<char32_t> last;
        RETURN_IF_ERROR(ReadClassItem(out, &last));
        if (!last.has_value() || *last < *first) {
          return PatternError(pattern_, "has a range that ends before it begins");
        }
        range.last = *last;
      }
      out->Add(range);
    }
    ++position_;
    if (is_negated) out->Complement();
    return absl::OkStatus();
  }

  // One character into `character`, or a class like \d into `out`.
  absl::Status ReadClassItem(CharacterClass* out, std::optional<char32_t>* character) {
    const std::string_view rest = pattern_.substr(position_);
    if (rest.front() == '[') {
      return PatternError(pattern_, "has a '[' inside a class, which is written \\[");
    }
    if (rest.front() != '\\') {
      const CodePoint c = DecodeUtf8(rest);
      if (c.size == 0) return PatternError(pattern_, "is not UTF-8");
      *character = c.value;
      position_ += c.size;
      return absl::OkStatus();
    }
    constexpr std::string_view kClassEscapes = "sSdDwWiIcCpP";
    const char escape = rest.size() > 1 ? rest[1] : '\0';
    if (escape != '\0' && kClassEscapes.find(escape) != std::string_view::npos) {
      return ReadEscape(out);
    }
    CharacterClass single;
    RETURN_IF_ERROR(ReadEscape(&single));
    *character = escape == 'n'   ? U'\n'
                 : escape == 'r' ? U'\r'
                 : escape == 't' ? U'\t'
                                 : static_cast<char32_t>(escape);
    return absl::OkStatus();
  }

  std::string_view pattern_;
  bool ignores_space_;
  bool dot_is_all_;
  bool is_multiline_;
  size_t position_ = 0;
  std::vector<Range> negated_;
  std::string out_;
};

re2::StringPiece Piece(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

absl::StatusOr<std::string> TranslateRegex(std::string_view pattern, std::string_view flags) {
  const auto has_flag = [flags](char flag) { return flags.find(flag) != std::string_view::npos; };
  for (const char flag : flags) {
    if (std::string_view("ismxq").find(flag) == std::string_view::npos) {
      return absl::InvalidArgumentError(
          StrCat("\"", flags, "\" has an unknown flag: those of regular expressions are ismxq"));
    }
  }
  std::string translated;
  if (has_flag('q')) {
    translated = RE2::QuoteMeta(Piece(pattern));
  } else {
    ASSIGN_OR_RETURN(translated,
                     Translator(pattern, has_flag('x'), has_flag('s'), has_flag('m')).Translate());
  }
  if (has_flag('i')) return StrCat("(?i:", translated, ")");
  return translated;
}

Regex::Regex(std::unique_ptr<re2::RE2> compiled, bool is_literal)
    : compiled_(std::move(compiled)), is_literal_(is_literal) {}

Regex::~Regex() = default;

absl::StatusOr<std::unique_ptr<Regex>> Regex::Compile(std::string_view pattern,
                                                      std::string_view flags) {
  ASSIGN_OR_RETURN(const std::string translated, TranslateRegex(pattern, flags));
  RE2::Options options;
  options.set_log_errors(false);
  auto compiled = std::make_unique<re2::RE2>(translated, options);
  if (!compiled->ok()) {
    return PatternError(pattern, StrCat("is not valid: ", compiled->error()));
  }
  const bool is_literal = flags.find('q') != std::string_view::npos;
  return std::unique_ptr<Regex>(new Regex(std::move(compiled), is_literal));
}

bool Regex::Matches(std::string_view text) const {
  return RE2::PartialMatch(Piece(text), *compiled_);
}

std::optional<std::string> Regex::Replace(std::string_view text, std::string_view replacement,
                                          size_t size_max) const {
  if (RE2::PartialMatch(re2::StringPiece(), *compiled_)) return std::nullopt;
  // The replacement as pieces: a text, or the number of a group.
  struct ReplacementPiece {
    std::string text;
    int group = -1;
  };
  const int group_count = compiled_->NumberOfCapturingGroups();
  std::vector<ReplacementPiece> pieces(1);
  for (size_t i = 0; i < replacement.size(); ++i) {
    const char c = replacement[i];
    if (is_literal_ || (c != '\\' && c != '$')) {
      if (pieces.back().group >= 0) pieces.emplace_back();
      pieces.back().text.push_back(c);
      continue;
    }
    const char next = i + 1 < replacement.size() ? replacement[i + 1] : '\0';
    if (c == '\\') {
      if (next != '\\' && next != '$') return std::nullopt;
      if (pieces.back().group >= 0) pieces.emplace_back();
      pieces.back().text.push_back(next);
      ++i;
      continue;
    }
    if (!IsIn(next, kDigit)) return std::nullopt;
    int group = next - '0';
    ++i;
    // As many digits as still name a group.
    while (i + 1 < replacement.size() && IsIn(replacement[i + 1], kDigit) &&
           group * 10 + (replacement[i + 1] - '0') <= group_count) {
      group = group * 10 + (replacement[++i] - '0');
    }
    pieces.push_back({.text = {}, .group = group});
  }
  std::string result;
  std::vector<re2::StringPiece> groups(static_cast<size_t>(group_count) + 1);
  size_t position = 0;
  while (position <= text.size() &&
         compiled_->Match(Piece(text), position, text.size(), RE2::UNANCHORED, groups.data(),
                          static_cast<int>(groups.size()))) {
    const auto begin = static_cast<size_t>(groups[0].data() - text.data());
    if (groups[0].empty()) break;
    result.append(text.substr(position, begin - position));
    for (const ReplacementPiece& piece : pieces) {
      if (piece.group < 0) {
        result.append(piece.text);
      } else if (piece.group <= group_count) {
        const re2::StringPiece& group = groups[static_cast<size_t>(piece.group)];
        result.append(group.data(), group.size());
      }
    }
    if (result.size() > size_max) return std::nullopt;
    position = begin + groups[0].size();
  }
  result.append(text.substr(position));
  if (result.size() > size_max) return std::nullopt;
  return result;
}

const Regex* RegexCache::Get(std::string_view pattern, std::string_view flags) {
  constexpr size_t kPatternCountMax = 64;
  const auto key = std::pair(std::string(pattern), std::string(flags));
  const auto found = compiled_.find(key);
  if (found != compiled_.end()) return found->second.get();
  if (compiled_.size() >= kPatternCountMax) compiled_.clear();
  absl::StatusOr<std::unique_ptr<Regex>> regex = Regex::Compile(pattern, flags);
  // A pattern that does not compile is remembered as such.
  std::unique_ptr<Regex>& entry = compiled_[key];
  if (regex.ok()) entry = *std::move(regex);
  return entry.get();
}

}  // namespace entente
