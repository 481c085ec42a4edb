#include <openssl/evp.h>

#include "query/expression/functions.h"

namespace entente {
namespace {

const EVP_MD* DigestOf(Function function) {
  switch (function) {
    case Function::kMd5:
      return EVP_md5();
    case Function::kSha1:
      return EVP_sha1();
    case Function::kSha256:
      return EVP_sha256();
    case Function::kSha384:
      return EVP_sha384();
    case Function::kSha512:
      return EVP_sha512();
    default:
      return nullptr;
  }
}

}  // namespace

std::optional<Value> CallHashFunction(Function function, std::span<const Value> arguments) {
  const std::string* const text = SimpleString(arguments[0]);
  const EVP_MD* const kind = DigestOf(function);
  if (text == nullptr || kind == nullptr) return std::nullopt;
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  if (EVP_Digest(text->data(), text->size(), digest, &size, kind, nullptr) != 1) {
    return std::nullopt;
  }
  static constexpr char kHexDigits[] = "0123456789abcdef";
  std::string hex;
  for (unsigned int i = 0; i < size; ++i) {
    hex.push_back(kHexDigits[digest[i] >> 4]);
    hex.push_back(kHexDigits[digest[i] & 15]);
  }
  return Value::String(hex);
}

}  // namespace entente
