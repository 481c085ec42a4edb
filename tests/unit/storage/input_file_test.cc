#include "storage/loading/input_file.h"

#include <bzlib.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <zlib.h>
#include <zstd.h>

#include <fstream>
#include <random>
#include <string>
#include <thread>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "schema/byte_source.h"
#include "schema/status_macros.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace entente {
namespace {

using ::testing::HasSubstr;

std::string Gzip(const std::string& text) {
  z_stream stream = {};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string packed(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

std::string Zstd(const std::string& text) {
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  packed.resize(ZSTD_compress(packed.data(), packed.size(), text.data(), text.size(), 3));
  return packed;
}

std::string Bzip2(const std::string& text) {
  std::string packed(text.size() + text.size() / 50 + 1000, '\0');
  auto size = static_cast<unsigned>(packed.size());
  EXPECT_EQ(BZ2_bzBuffToBuffCompress(packed.data(), &size, const_cast<char*>(text.data()),
                                     static_cast<unsigned>(text.size()), 9, 0, 0),
            BZ_OK);
  packed.resize(size);
  return packed;
}

absl::StatusOr<std::string> ReadAll(ByteSource* file, size_t buffer_bytes = 10'000) {
  std::string text;
  std::string buffer(buffer_bytes, '\0');
  while (true) {
    ASSIGN_OR_RETURN(const size_t size, file->Read(buffer));
    if (size == 0) return text;
    text.append(buffer, 0, size);
  }
}

// Without printing megabytes if not.
bool IsText(const absl::StatusOr<std::string>& contents, const std::string& text) {
  EXPECT_OK(contents);
  return contents.ok() && *contents == text;
}

using Compress = std::string (*)(const std::string&);

class InputFileTest : public ::testing::TestWithParam<Compress> {
 protected:
  std::filesystem::path MakeFile(const std::string& bytes) {
    const std::filesystem::path path = directory_ / "file";
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }
  absl::StatusOr<std::string> Contents(const std::string& bytes) {
    ASSIGN_OR_RETURN(const std::unique_ptr<InputFile> file,
                     InputFile::Open(MakeFile(bytes), directory_.path()));
    return ReadAll(file.get());
  }
  static std::string RandomText(size_t size) {
    std::mt19937_64 random(TestSeed());
    std::string text;
    // Some of it packs well, some does not.
    while (text.size() < size) {
      text += random() % 2 == 0 ? "the same words over and over " : std::to_string(random());
    }
    return text;
  }
  TempDir directory_;
};

TEST_P(InputFileTest, CompressedContentIsRead) {
  for (const size_t size : {0, 1, 1000, 6'000'000}) {
    const std::string text = RandomText(size);
    EXPECT_TRUE(IsText(Contents(GetParam()(text)), text)) << size;
  }
}

TEST_P(InputFileTest, SeveralStreamsInARowAreOneDocument) {
  const std::string text = RandomText(100'000);
  EXPECT_TRUE(IsText(Contents(GetParam()(text) + GetParam()("") + GetParam()(text)), text + text));
}

TEST_P(InputFileTest, AFileCutShortIsAnError) {
  const std::string text = RandomText(400'000);
  const std::string packed = GetParam()(text) + GetParam()(text);
  const size_t boundary = packed.size() / 2;
  std::mt19937_64 random(TestSeed());
  for (int round = 0; round < 40; ++round) {
    // From the bytes that tell the compression on; a cut between the streams is none.
    const size_t size = round == 0   ? packed.size() - 1
                        : round == 1 ? boundary + 1
                                     : 10 + random() % (packed.size() - 10);
    if (size == boundary) continue;
    EXPECT_THAT(Contents(packed.substr(0, size)),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("file")))
        << size;
  }
}

TEST_P(InputFileTest, DamageNeverYieldsOtherContent) {
  const std::string text = RandomText(50'000);
  const std::string packed = GetParam()(text);
  std::mt19937_64 random(TestSeed());
  for (uint64_t round = 0; round < TestRounds(200); ++round) {
    std::string damaged = packed;
    damaged[10 + random() % (packed.size() - 10)] ^= static_cast<char>(1 << random() % 8);
    const absl::StatusOr<std::string> contents = Contents(damaged);
    // zstd's command line adds checksums; its simplest function, used here, does not.
    EXPECT_TRUE(GetParam() == &Zstd || !contents.ok() || *contents == text);
  }
}

TEST_P(InputFileTest, BytesBehindTheLastStreamAreAnError) {
  EXPECT_THAT(Contents(GetParam()("text") + "more text than any header has"),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

INSTANTIATE_TEST_SUITE_P(All, InputFileTest, ::testing::Values(&Gzip, &Zstd, &Bzip2));

TEST_F(InputFileTest, PlainContentIsReadWhateverItBeginsWith) {
  for (const std::string& text :
       {std::string(), std::string("B"), std::string("BZh9 is no archive"), std::string("\x1F"),
        RandomText(3'000'000)}) {
    EXPECT_TRUE(IsText(Contents(text), text));
  }
}

TEST_F(InputFileTest, KnowsHowFarItHasBeenRead) {
  const std::string packed = Gzip(RandomText(1000));
  ASSERT_OK_AND_ASSIGN(const auto file, InputFile::Open(MakeFile(packed), directory_.path()));
  EXPECT_EQ(file->bytes_total(), packed.size());
  ASSERT_OK(ReadAll(file.get()));
  EXPECT_EQ(file->bytes_read(), packed.size());
}

TEST_F(InputFileTest, APipeIsReadAndHashedLikeAFileOfTheSameBytes) {
  const std::string text = RandomText(300'000);
  ASSERT_OK_AND_ASSIGN(const auto file, InputFile::Open(MakeFile(text), directory_.path()));
  const std::filesystem::path pipe = directory_ / "pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  std::thread writer([&] { std::ofstream(pipe, std::ios::binary) << text; });
  const auto piped = InputFile::Open(pipe, directory_.path());
  writer.join();
  ASSERT_OK(piped);
  EXPECT_TRUE(IsText(ReadAll(piped->get()), text));
  ASSERT_OK_AND_ASSIGN(const std::string_view hash, file->ContentHash());
  EXPECT_THAT((*piped)->ContentHash(), IsOkAndHolds(hash));
}

TEST_F(InputFileTest, WaitingForAPipeCanBeCancelled) {
  const std::filesystem::path pipe = directory_ / "pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  for (const bool has_writer : {false, true}) {
    const int writer = has_writer ? open(pipe.c_str(), O_RDWR) : -1;
    std::atomic<bool> cancelled = false;
    std::thread other([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      cancelled = true;
    });
    EXPECT_THAT(InputFile::Open(pipe, directory_.path(), &cancelled),
                StatusIs(absl::StatusCode::kCancelled));
    other.join();
    if (has_writer) close(writer);
  }
}

TEST_F(InputFileTest, OnceCancelledNothingIsReadAnyMore) {
  std::atomic<bool> cancelled = false;
  for (const std::string& bytes : {RandomText(1000), Gzip(RandomText(1000))}) {
    cancelled = false;
    ASSERT_OK_AND_ASSIGN(const auto file,
                         InputFile::Open(MakeFile(bytes), directory_.path(), &cancelled));
    cancelled = true;
    EXPECT_THAT(file->ContentHash(), StatusIs(absl::StatusCode::kCancelled));
    EXPECT_THAT(ReadAll(file->Reopen().get()), StatusIs(absl::StatusCode::kCancelled));
  }
}

TEST_F(InputFileTest, TheHashIsThatOfTheContentAlone) {
  ASSERT_OK_AND_ASSIGN(const auto file, InputFile::Open(MakeFile("a text"), directory_.path()));
  ASSERT_OK_AND_ASSIGN(const std::string_view hash, file->ContentHash());
  // Written down, because the labels of stored blank nodes hold it.
  EXPECT_EQ(hash, "dofodv186ip6o8g662tr");
  ASSERT_OK_AND_ASSIGN(const auto other, InputFile::Open(MakeFile("a texT"), directory_.path()));
  ASSERT_OK_AND_ASSIGN(const std::string_view other_hash, other->ContentHash());
  EXPECT_NE(hash, other_hash);
}

TEST_F(InputFileTest, WhatIsNoFileIsAnErrorThatNamesIt) {
  EXPECT_THAT(InputFile::Open(directory_ / "missing", directory_.path()),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("missing")));
  EXPECT_THAT(InputFile::Open(directory_.path(), directory_.path()),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("directory")));
}

}  // namespace
}  // namespace entente
