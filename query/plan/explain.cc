#include "query/plan/explain.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "schema/text.h"

namespace entente {
namespace {

// <namespace#name> as prefix:name, where that is a name in SPARQL for sure.
std::string Shortened(const std::string& text, const std::vector<Prefix>& prefixes) {
  const auto is_plain = [](std::string_view name) {
    return std::all_of(name.begin(), name.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    });
  };
  std::string result;
  for (size_t at = 0; at < text.size();) {
    const size_t open = text.find('<', at);
    const size_t close = open == std::string::npos ? open : text.find('>', open);
    if (close == std::string::npos) {
      result.append(text, at, std::string::npos);
      break;
    }
    result.append(text, at, open - at);
    const std::string_view iri = std::string_view(text).substr(open + 1, close - open - 1);
    const auto prefix = std::find_if(prefixes.begin(), prefixes.end(), [&](const Prefix& each) {
      return !each.iri.empty() && iri.starts_with(each.iri) &&
             is_plain(iri.substr(each.iri.size()));
    });
    if (prefix == prefixes.end()) {
      // Not an IRI perhaps: what follows the bracket is looked at in turn.
      result.push_back('<');
      at = open + 1;
    } else {
      StrAppend(&result, prefix->name, ":", iri.substr(prefix->iri.size()));
      at = close + 1;
    }
  }
  return result;
}

}  // namespace

std::string ExplainPlan(const Operator& root, const std::vector<Prefix>& prefixes) {
  std::string text;
  // Plans are as deep as queries may be; still no recursion is needed.
  std::vector<std::pair<const Operator*, size_t>> stack = {{&root, 0}};
  while (!stack.empty()) {
    const auto [node, depth] = stack.back();
    stack.pop_back();
    text.append(2 * depth, ' ');
    text.append(node->Name());
    if (const std::string detail = node->Detail(); !detail.empty()) {
      StrAppend(&text, " (", Shortened(detail, prefixes), ")");
    }
    if (node->estimated_row_count() >= 0) {
      StrAppend(&text, ", about ",
                static_cast<uint64_t>(std::llround(std::min(node->estimated_row_count(), 1e18))),
                " rows");
    }
    if (const OperatorProfile* const profile = node->profile()) {
      uint64_t inner = 0;
      for (const Operator* const input : node->inputs()) {
        if (input->profile() != nullptr) {
          inner += static_cast<uint64_t>(input->profile()->time.count());
        }
      }
      const auto total = static_cast<uint64_t>(profile->time.count());
      StrAppend(&text, "; measured ", profile->row_count, " rows, ",
                absl::StrFormat("%.3f ms, own %.3f ms", static_cast<double>(total) / 1e6,
                                static_cast<double>(total - std::min(total, inner)) / 1e6));
    }
    text.push_back('\n');
    const std::vector<const Operator*> inputs = node->inputs();
    for (size_t i = inputs.size(); i-- > 0;) stack.emplace_back(inputs[i], depth + 1);
  }
  return text;
}

}  // namespace entente
