#include "storage/dumping/line_hash.h"

#include <openssl/evp.h>

namespace entente {

struct LineHash::Context {
  Context() : digest(EVP_MD_CTX_new()) {
    is_good = digest != nullptr && EVP_DigestInit_ex(digest, EVP_sha256(), nullptr) == 1;
  }
  ~Context() { EVP_MD_CTX_free(digest); }
  Context(const Context&) = delete;

  EVP_MD_CTX* digest = nullptr;
  bool is_good = false;
};

LineHash::LineHash() : context_(std::make_unique<Context>()) {}
LineHash::~LineHash() = default;

void LineHash::AddLines(std::string_view lines) {
  context_->is_good =
      context_->is_good && EVP_DigestUpdate(context_->digest, lines.data(), lines.size()) == 1;
}

absl::StatusOr<std::string> LineHash::Finish() {
  std::string hash(32, '\0');
  unsigned int size = 0;
  context_->is_good = context_->is_good &&
                      EVP_DigestFinal_ex(context_->digest,
                                         reinterpret_cast<unsigned char*>(hash.data()), &size) == 1;
  if (!context_->is_good) return absl::InternalError("libcrypto cannot compute SHA-256");
  return hash;
}

}  // namespace entente
