#include "storage/snapshot/signature.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "schema/status_macros.h"
#include "schema/text.h"
#include "storage/cancellation.h"
#include "storage/snapshot/snapshot_checker.h"
#include "storage/snapshot/snapshot_iri.h"
#include "storage/snapshot/snapshot_reader.h"
#include "storage/snapshot/snapshot_view.h"
#include "storage/snapshot/snapshot_writer.h"

namespace entente {
namespace {

constexpr size_t kPublicKeySize = 32;
constexpr size_t kSignatureSize = 64;
constexpr uint64_t kCacheBytes = uint64_t{64} << 20;  // As the checker reads terms at random.

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using KeyPair = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

Bio Reading(std::string_view text) {
  return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free};
}

// Says that there is no password, where OpenSSL would ask the terminal.
int NoPassword(char* /*buffer*/, int /*size*/, int /*is_writing*/, void* /*context*/) { return -1; }

absl::StatusOr<std::string> PublicBytes(const EVP_PKEY* key) {
  std::string bytes(kPublicKeySize, '\0');
  size_t size = bytes.size();
  if (EVP_PKEY_get_raw_public_key(key, reinterpret_cast<unsigned char*>(bytes.data()), &size) !=
          1 ||
      size != bytes.size()) {
    return absl::InternalError("the public key cannot be had from the key");
  }
  return bytes;
}

}  // namespace

absl::StatusOr<SnapshotSignature> MakeSignature(std::string_view logical_hash,
                                                std::string_view private_key_pem) {
  const Bio pem = Reading(private_key_pem);
  const KeyPair key(PEM_read_bio_PrivateKey(pem.get(), nullptr, NoPassword, nullptr),
                    &EVP_PKEY_free);
  if (key == nullptr || EVP_PKEY_id(key.get()) != EVP_PKEY_ED25519) {
    return absl::InvalidArgumentError("the key is no private Ed25519 key in PEM without password");
  }
  SnapshotSignature result;
  ASSIGN_OR_RETURN(result.public_key, PublicBytes(key.get()));
  result.signature.resize(kSignatureSize);
  size_t size = result.signature.size();
  const std::string text = SnapshotIri(logical_hash);
  const DigestContext context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  if (EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1 ||
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(result.signature.data()),
                     &size, Bytes(text), text.size()) != 1 ||
      size != result.signature.size()) {
    return absl::InternalError("the signature cannot be made");
  }
  return result;
}

bool IsGoodSignature(std::string_view logical_hash, const SnapshotSignature& signature) {
  if (signature.public_key.size() != kPublicKeySize ||
      signature.signature.size() != kSignatureSize) {
    return false;
  }
  const KeyPair key(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, Bytes(signature.public_key),
                                  signature.public_key.size()),
      &EVP_PKEY_free);
  const std::string text = SnapshotIri(logical_hash);
  const DigestContext context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  return key != nullptr &&
         EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), Bytes(signature.signature), signature.signature.size(),
                          Bytes(text), text.size()) == 1;
}

absl::StatusOr<std::string> ParsePublicKey(std::string_view public_key_pem) {
  const Bio pem = Reading(public_key_pem);
  const KeyPair key(PEM_read_bio_PUBKEY(pem.get(), nullptr, NoPassword, nullptr), &EVP_PKEY_free);
  if (key == nullptr || EVP_PKEY_id(key.get()) != EVP_PKEY_ED25519) {
    return absl::InvalidArgumentError("the key is no public Ed25519 key in PEM");
  }
  return PublicBytes(key.get());
}

absl::Status SignFile(const std::filesystem::path& file, std::string_view private_key_pem,
                      const std::atomic<bool>* cancelled) {
  ASSIGN_OR_RETURN(const std::shared_ptr<const SnapshotView> view,
                   SnapshotView::Open(file, SnapshotAccess::kRead, kCacheBytes));
  const SnapshotReader& reader = view->reader();
  SnapshotHeader header = reader.header();
  if (std::pair(header.major, header.minor) > std::pair(kSnapshotMajor, kSnapshotMinor)) {
    return absl::FailedPreconditionError(
        StrCat(file.string(), " has format ", uint32_t{header.major}, ".", uint32_t{header.minor},
               "; this program writes ", uint32_t{kSnapshotMajor}, ".", uint32_t{kSnapshotMinor}));
  }
  ASSIGN_OR_RETURN(const CheckReport report, CheckSnapshot(*view, {.cancelled = cancelled}));
  if (!report.damages.empty()) {
    return absl::DataLossError(
        StrCat(file.string(), " is not whole and is not signed: ", report.damages.front()));
  }
  ASSIGN_OR_RETURN(SnapshotSignature signature,
                   MakeSignature(header.logical_hash, private_key_pem));
  if (std::find(header.signatures.begin(), header.signatures.end(), signature) !=
      header.signatures.end()) {
    return absl::OkStatus();
  }
  header.signatures.push_back(std::move(signature));
  ASSIGN_OR_RETURN(const std::unique_ptr<SnapshotWriter> writer, SnapshotWriter::Create(file));
  ASSIGN_OR_RETURN(const std::vector<SnapshotReader::PartSize> parts, reader.PartSizes());
  for (const SnapshotReader::PartSize& part : parts) {
    for (uint64_t number = 0; number < part.unit_count; ++number) {
      RETURN_IF_ERROR(CheckCancelled(cancelled));
      ASSIGN_OR_RETURN(const SnapshotBytes unit, reader.ReadUnit(part.part, number));
      RETURN_IF_ERROR(writer->AddUnit(part.part, unit.bytes));
    }
  }
  return writer->Commit(header);
}

}  // namespace entente
