#include "storage/snapshot/signature.h"

#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "gtest/gtest.h"
#include "schema/text.h"
#include "storage/snapshot/snapshot_builder.h"
#include "storage/snapshot/snapshot_reader.h"
#include "storage/store.h"
#include "storage/transaction.h"
#include "tests/support/quad_sets.h"
#include "tests/support/snapshot_forge.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace entente {
namespace {

// The first key of RFC 8032, section 7.1, in PEM (RFC 8410).
std::string PrivatePem() {
  const std::string bytes = absl::HexStringToBytes(
      "302e020100300506032b657004220420"
      "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
  return StrCat("-----BEGIN PRIVATE KEY-----\n", absl::Base64Escape(bytes),
                "\n-----END PRIVATE KEY-----\n");
}

class SignatureTest : public testing::Test {
 protected:
  // The units and the header of a snapshot with one quad about this.
  SnapshotParts Parts(int object) {
    const auto store = Store::OpenInMemory({});
    EXPECT_OK(store);
    auto transaction = (*store)->Begin();
    EXPECT_OK(transaction);
    const Quad quad = {Iri("http://x/s"), Iri("http://x/p"), object};
    EXPECT_OK((*transaction)->Insert(QuadViewHolder(quad).view()));
    EXPECT_OK((*transaction)->Commit());
    *transaction = nullptr;
    EXPECT_OK(BuildSnapshot(*(*store)->View(), file_, {}));
    return SnapshotParts::Read(file_);
  }
  SnapshotHeader Header() const {
    const auto reader = SnapshotReader::Open(file_, SnapshotAccess::kRead, 0);
    EXPECT_OK(reader);
    return reader.ok() ? (*reader)->header() : SnapshotHeader();
  }

  TempDir dir_;
  const std::filesystem::path file_ = dir_ / "test.ents";
};

TEST_F(SignatureTest, AFileIsSignedOnlyIfItsContentHasTheHashThatItsHeaderSays) {
  const SnapshotParts other = Parts(2);
  SnapshotParts parts = Parts(1);
  ASSERT_NE(parts.header.logical_hash, other.header.logical_hash);
  const std::string true_hash = std::exchange(parts.header.logical_hash, other.header.logical_hash);
  parts.Write(file_);
  const std::string forged = ReadBytes(file_);
  ASSERT_EQ(Header().logical_hash, other.header.logical_hash);
  EXPECT_THAT(SignFile(file_, PrivatePem()), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_EQ(ReadBytes(file_), forged);

  parts.header.logical_hash = true_hash;
  parts.Write(file_);
  ASSERT_OK(SignFile(file_, PrivatePem()));
  const SnapshotHeader header = Header();
  ASSERT_EQ(header.signatures.size(), 1u);
  EXPECT_TRUE(IsGoodSignature(true_hash, header.signatures[0]));
  EXPECT_FALSE(IsGoodSignature(other.header.logical_hash, header.signatures[0]));
}

// Such a file can be read; what this program does not know of it would get lost.
TEST_F(SignatureTest, AFileOfANewerVersionIsNotSigned) {
  Parts(1);
  const std::string whole = ReadBytes(file_);
  const SnapshotMender mender(whole);
  constexpr size_t kMajorPlace = 8;
  constexpr size_t kMinorPlace = 10;
  for (const size_t place : {kMajorPlace, kMinorPlace}) {
    std::string newer = whole;
    ++newer[place];
    mender.Mend(&newer);
    WriteBytes(file_, newer);
    EXPECT_EQ(Header().major + Header().minor, kSnapshotMajor + kSnapshotMinor + 1);
    EXPECT_THAT(SignFile(file_, PrivatePem()), StatusIs(absl::StatusCode::kFailedPrecondition));
    EXPECT_EQ(ReadBytes(file_), newer);
  }
}

}  // namespace
}  // namespace entente
