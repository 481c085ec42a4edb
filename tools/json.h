// What commands need to print JSON of their own.
#ifndef ENTENTE_TOOLS_JSON_H_
#define ENTENTE_TOOLS_JSON_H_

#include <string>
#include <string_view>

namespace entente {

// A JSON string with its quotes. REQUIRES: UTF-8.
std::string QuotedJson(std::string_view text);

}  // namespace entente

#endif  // ENTENTE_TOOLS_JSON_H_
