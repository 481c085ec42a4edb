#include "query/plan/explain.h"

#include <cmath>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "schema/text.h"

namespace entente {

std::string ExplainPlan(const Operator& root) {
  std::string text;
  // Plans are as deep as queries may be; still no recursion is needed.
  std::vector<std::pair<const Operator*, size_t>> stack = {{&root, 0}};
  while (!stack.empty()) {
    const auto [node, depth] = stack.back();
    stack.pop_back();
    text.append(2 * depth, ' ');
    text.append(node->Name());
    if (const std::string detail = node->Detail(); !detail.empty()) {
      StrAppend(&text, " (", detail, ")");
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
