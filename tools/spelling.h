// "Did you mean …?"
#ifndef ENTENTE_TOOLS_SPELLING_H_
#define ENTENTE_TOOLS_SPELLING_H_

#include <string>
#include <string_view>
#include <vector>

namespace entente {

// The one of `known` that `word` was probably meant to be; "" if none is near enough.
std::string Nearest(std::string_view word, const std::vector<std::string>& known);

}  // namespace entente

#endif  // ENTENTE_TOOLS_SPELLING_H_
