// The IRI of an evidence view: EvidenceView::ToIri, FromIri and IsViewIri.
#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "entente/claims.h"
#include "schema/iri.h"
#include "schema/status_macros.h"
#include "schema/text.h"
#include "schema/unicode.h"
#include "schema/vocabulary.h"

namespace entente {
namespace {

constexpr std::string_view kViewIri = "urn:entente:view";

// Modalities that may be written by their name alone.
constexpr std::string_view kModalities[] = {"categorical", "possible", "conditional",
                                            "hypothetical"};

absl::Status Wrong(std::string_view parameter, const std::string& text) {
  return absl::InvalidArgumentError(StrCat("evidence view: ", parameter, " ", text));
}

char AsciiLower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// What is not allowed in an IRI, and what has a meaning in this one.
bool MustBeEncoded(char c) {
  return IsIn(c, kNotInIri) || c == '%' || c == '&' || c == ',' || c == '#' || c == '\x7f';
}

void AppendEncoded(std::string_view value, std::string* iri) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  for (const char c : value) {
    if (!MustBeEncoded(c)) {
      iri->push_back(c);
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    iri->append({'%', kDigits[byte >> 4], kDigits[byte & 15]});
  }
}

absl::StatusOr<std::string> Decoded(std::string_view parameter, std::string_view text) {
  std::string value;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      value.push_back(text[i]);
      continue;
    }
    if (text.size() - i < 3 || !IsIn(text[i + 1], kHex) || !IsIn(text[i + 2], kHex)) {
      return Wrong(parameter, "has a '%' without two hexadecimal digits; '%' itself is %25");
    }
    value.push_back(static_cast<char>(HexValue(text[i + 1]) << 4 | HexValue(text[i + 2])));
    i += 2;
  }
  return value;
}

absl::Status ReadDate(std::string_view parameter, const std::string& value,
                      std::optional<PartialDate>* date) {
  const absl::StatusOr<PartialDate> parsed = PartialDate::Parse(value);
  if (!parsed.ok()) return Wrong(parameter, std::string(parsed.status().message()));
  *date = *parsed;
  return absl::OkStatus();
}

// Of `value` one of two words. *is_second says which.
absl::Status ReadChoice(std::string_view parameter, const std::string& value,
                        std::string_view first, std::string_view second, bool* is_second) {
  *is_second = value == second;
  if (*is_second || value == first) return absl::OkStatus();
  return Wrong(parameter, StrCat("is ", first, " or ", second, ", not '", value, "'"));
}

absl::Status ReadIri(std::string_view parameter, const std::string& value,
                     std::vector<std::string>* iris) {
  const bool has_bad_byte =
      std::any_of(value.begin(), value.end(), [](char c) { return IsIn(c, kNotInIri); });
  if (!HasScheme(value) || has_bad_byte || !IsValidUtf8(value)) {
    return Wrong(parameter, StrCat("is an absolute IRI, not '", value, "'"));
  }
  iris->push_back(value);
  return absl::OkStatus();
}

absl::Status ReadModality(std::string_view parameter, const std::string& value,
                          std::vector<std::string>* iris) {
  if (value.find(':') != std::string::npos) return ReadIri(parameter, value, iris);
  if (std::find(std::begin(kModalities), std::end(kModalities), value) == std::end(kModalities)) {
    return Wrong(parameter, StrCat("is categorical, possible, conditional, hypothetical or an "
                                   "absolute IRI, not '",
                                   value, "'"));
  }
  iris->push_back(StrCat(ent::kNamespace, value));
  return absl::OkStatus();
}

absl::Status ReadConfidence(std::string_view parameter, const std::string& value,
                            std::optional<double>* confidence) {
  double number = 0;
  const char* const end = value.data() + value.size();
  const auto [stop, error] = std::from_chars(value.data(), end, number);
  if (error != std::errc() || stop != end || !(number >= 0 && number <= 1)) {
    return Wrong(parameter, StrCat("is a number from 0 to 1, not '", value, "'"));
  }
  *confidence = number;
  return absl::OkStatus();
}

// One row for each parameter, in the sequence in which they are written.
struct Parameter {
  std::string_view name;
  bool is_list = false;
  // Puts a decoded value into the view.
  absl::Status (*read)(std::string_view name, const std::string& value, EvidenceView* view);
};

constexpr Parameter kParameters[] = {
    {"valid", false,
     [](std::string_view name, const std::string& value, EvidenceView* view) {
       return ReadDate(name, value, &view->valid);
     }},
    {"known", false,
     [](std::string_view name, const std::string& value, EvidenceView* view) {
       return ReadDate(name, value, &view->known);
     }},
    {"time", false,
     [](std::string_view name, const std::string& value, EvidenceView* view) {
       bool is_certain = false;
       RETURN_IF_ERROR(ReadChoice(name, value, "possible", "certain", &is_certain));
       view->time = is_certain ? EvidenceView::Time::kCertain : EvidenceView::Time::kPossible;
       return absl::OkStatus();
     }},
    {"source", true,
     [](std::string_view name, const std::string& value, EvidenceView* view) {
       return ReadIri(name, value, &view->sources);
     }},
    {"claimant", true,
     [](std::string_view name, const std::string& value, EvidenceView* view) {
       return ReadIri(name, value, &view->claimants);
     }},
    {"modality", true,
     [](std::string_view name, const std::string& value, EvidenceView* view) {
       return ReadModality(name, value, &view->modalities);
     }},
    {"min-confidence", false,
     [](std::string_view name, const std::string& value, EvidenceView* view) {
       return ReadConfidence(name, value, &view->min_confidence);
     }},
    {"policy", false,
     [](std::string_view name, const std::string& value, EvidenceView* view) {
       bool is_supported = false;
       RETURN_IF_ERROR(ReadChoice(name, value, "uncontested", "supported", &is_supported));
       view->policy =
           is_supported ? EvidenceView::Policy::kSupported : EvidenceView::Policy::kUncontested;
       return absl::OkStatus();
     }},
    {"base", false,
     [](std::string_view name, const std::string& value, EvidenceView* view) {
       bool is_excluded = false;
       RETURN_IF_ERROR(ReadChoice(name, value, "include", "exclude", &is_excluded));
       view->includes_base = !is_excluded;
       return absl::OkStatus();
     }},
    {"graph", true,
     [](std::string_view name, const std::string& value, EvidenceView* view) {
       RETURN_IF_ERROR(ReadIri(name, value, &view->graphs));
       if (!EvidenceView::IsViewIri(value)) return absl::OkStatus();
       return Wrong(name, "is a graph of the database, not another view");
     }},
};

std::string KnownNames() {
  std::string names;
  for (const Parameter& parameter : kParameters) {
    if (!names.empty()) names += &parameter == std::end(kParameters) - 1 ? " and " : ", ";
    names += parameter.name;
  }
  return names;
}

// Puts name=value into the view.
absl::Status ReadParameter(std::string_view text, std::array<bool, std::size(kParameters)>* seen,
                           EvidenceView* view) {
  const size_t equals = text.find('=');
  const std::string_view name = text.substr(0, equals);
  const auto* const parameter =
      std::find_if(std::begin(kParameters), std::end(kParameters),
                   [&](const Parameter& candidate) { return candidate.name == name; });
  if (parameter == std::end(kParameters)) {
    return absl::InvalidArgumentError(
        StrCat("evidence view: unknown parameter '", name, "'; known are ", KnownNames()));
  }
  if (equals == std::string_view::npos) return Wrong(name, "has no value");
  bool& is_known = (*seen)[static_cast<size_t>(parameter - std::begin(kParameters))];
  if (is_known && !parameter->is_list) return Wrong(name, "is given twice, and takes one value");
  is_known = true;
  std::string_view values = text.substr(equals + 1);
  for (;;) {
    const size_t comma = parameter->is_list ? values.find(',') : std::string_view::npos;
    const std::string_view value = values.substr(0, comma);
    if (value.empty()) return Wrong(name, "has an empty value");
    ASSIGN_OR_RETURN(const std::string decoded, Decoded(name, value));
    RETURN_IF_ERROR(parameter->read(name, decoded, view));
    if (comma == std::string_view::npos) return absl::OkStatus();
    values.remove_prefix(comma + 1);
  }
}

// Appends parameters to the IRI.
class IriWriter {
 public:
  void Add(std::string_view name, std::string_view value) {
    Begin(name);
    AppendEncoded(value, &iri_);
  }
  void AddList(std::string_view name, const std::vector<std::string>& values) {
    if (values.empty()) return;
    Begin(name);
    for (const std::string& value : values) {
      if (&value != &values.front()) iri_.push_back(',');
      AppendEncoded(value, &iri_);
    }
  }
  std::string Take() && { return std::move(iri_); }

 private:
  void Begin(std::string_view name) {
    StrAppend(&iri_, iri_.size() == kViewIri.size() ? "?" : "&", name, "=");
  }
  std::string iri_ = std::string(kViewIri);
};

// Modalities of the vocabulary by their names, others as they are.
std::vector<std::string> ShortModalities(const std::vector<std::string>& iris) {
  std::vector<std::string> names = iris;
  for (std::string& iri : names) {
    for (const std::string_view name : kModalities) {
      if (iri == StrCat(ent::kNamespace, name)) iri = name;
    }
  }
  return names;
}

std::string ShortestNumber(double number) {
  char text[32];
  return std::string(text, std::to_chars(text, std::end(text), number).ptr);
}

}  // namespace

std::string EvidenceView::ToIri() const {
  IriWriter iri;
  if (valid.has_value()) iri.Add("valid", valid->ToString());
  if (known.has_value()) iri.Add("known", known->ToString());
  if (time == Time::kCertain) iri.Add("time", "certain");
  iri.AddList("source", sources);
  iri.AddList("claimant", claimants);
  iri.AddList("modality", ShortModalities(modalities));
  if (min_confidence.has_value()) iri.Add("min-confidence", ShortestNumber(*min_confidence));
  if (policy == Policy::kSupported) iri.Add("policy", "supported");
  if (!includes_base) iri.Add("base", "exclude");
  iri.AddList("graph", graphs);
  return std::move(iri).Take();
}

absl::StatusOr<EvidenceView> EvidenceView::FromIri(std::string_view iri) {
  EvidenceView view;
  if (iri == kViewIri) return view;
  if (!iri.starts_with(kViewIri) || iri[kViewIri.size()] != '?') {
    return absl::InvalidArgumentError(
        StrCat("'", iri, "' is no evidence view: write ", kViewIri, "?name=value&name=value"));
  }
  if (iri.find('#') != std::string_view::npos) {
    return absl::InvalidArgumentError("evidence view: a '#' within a value is %23");
  }
  std::array<bool, std::size(kParameters)> seen = {};
  std::string_view rest = iri.substr(kViewIri.size() + 1);
  for (;;) {
    const size_t end = rest.find('&');
    RETURN_IF_ERROR(ReadParameter(rest.substr(0, end), &seen, &view));
    if (end == std::string_view::npos) return view;
    rest.remove_prefix(end + 1);
  }
}

bool EvidenceView::IsViewIri(std::string_view iri) {
  // The scheme and the name space of a URN may be in any case (RFC 8141 section 3.1).
  if (iri.size() < kViewIri.size()) return false;
  if (!std::equal(kViewIri.begin(), kViewIri.end(), iri.begin(),
                  [](char a, char b) { return a == AsciiLower(b); })) {
    return false;
  }
  return iri.size() == kViewIri.size() || !IsIn(iri[kViewIri.size()], kName | kHigh);
}

}  // namespace entente
