// How long queries take in process, from text to the last term of the last row.
//
//   query_bench DATABASE FILE.rq... [--seconds S] [--checksum]
//
// Each query is run once to warm up and then again and again for about S seconds (1 unless told),
// at least five times. A line for each, tab-separated: name, rows, median and least milliseconds,
// and with --checksum the sum of the rows' CRC-32, which does not depend on their sequence, by
// which answers of several systems are compared.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "entente/entente.h"

namespace entente {
namespace {

using Clock = std::chrono::steady_clock;

double MillisecondsSince(Clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

// CRC-32 as zlib has it, which every language offers.
class Crc32 {
 public:
  void Add(std::string_view text) {
    for (const char c : text) crc_ = kTable[(crc_ ^ static_cast<uint8_t>(c)) & 255] ^ (crc_ >> 8);
  }
  uint32_t value() const { return ~crc_; }

 private:
  static constexpr std::array<uint32_t, 256> kTable = [] {
    std::array<uint32_t, 256> table{};
    for (uint32_t i = 0; i < 256; ++i) {
      table[i] = i;
      for (int bit = 0; bit < 8; ++bit) {
        table[i] = (table[i] >> 1) ^ ((table[i] & 1) != 0 ? 0xedb88320 : 0);
      }
    }
    return table;
  }();
  uint32_t crc_ = 0xffffffff;
};

// Of the terms as N-Triples writes them, tabs between; unbound is empty.
uint32_t ChecksumOf(const Row& row) {
  Crc32 crc;
  for (size_t i = 0; i < row.size(); ++i) {
    if (i > 0) crc.Add("\t");
    if (row[i]) crc.Add(row[i].ToString());
  }
  return crc.value();
}

struct Measurement {
  uint64_t row_count = 0;
  uint64_t checksum = 0;
  double milliseconds = 0;
};

absl::StatusOr<Measurement> Measure(const Database& database, const std::string& text,
                                    bool with_checksum) {
  Measurement measurement;
  size_t touched = 0;
  const Clock::time_point begin = Clock::now();
  absl::StatusOr<Rows> rows = database.Query(text);
  if (!rows.ok()) return rows.status();
  for (const Row& row : *rows) {
    ++measurement.row_count;
    for (size_t i = 0; i < row.size(); ++i) touched += row[i] ? 1 : 0;
    if (with_checksum) measurement.checksum += ChecksumOf(row);
  }
  measurement.milliseconds = MillisecondsSince(begin);
  if (touched == ~size_t{0}) std::abort();
  if (!rows->status().ok()) return rows->status();
  return measurement;
}

int Run(int argc, char** argv) {
  double seconds = 1;
  bool with_checksum = false;
  std::vector<std::string> files;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--seconds" && i + 1 < argc) {
      seconds = std::atof(argv[++i]);
    } else if (argument == "--checksum") {
      with_checksum = true;
    } else {
      files.emplace_back(argument);
    }
  }
  if (files.size() < 2) {
    std::fprintf(stderr, "usage: query_bench DATABASE FILE.rq... [--seconds S] [--checksum]\n");
    return 2;
  }
  absl::StatusOr<Database> database = Database::Open(files.front(), {.read_only = true});
  if (!database.ok()) {
    std::fprintf(stderr, "%s\n", database.status().ToString().c_str());
    return 1;
  }
  for (size_t i = 1; i < files.size(); ++i) {
    std::ifstream file(files[i]);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const std::string name = std::filesystem::path(files[i]).stem().string();
    absl::StatusOr<Measurement> first = Measure(*database, text, with_checksum);
    if (!first.ok()) {
      std::printf("%s\t%s\n", name.c_str(), first.status().ToString().c_str());
      continue;
    }
    std::vector<double> times;
    const Clock::time_point begin = Clock::now();
    while (times.size() < 5 || MillisecondsSince(begin) < seconds * 1000) {
      absl::StatusOr<Measurement> again = Measure(*database, text, false);
      if (!again.ok()) break;
      times.push_back(again->milliseconds);
    }
    std::sort(times.begin(), times.end());
    std::printf("%s\t%llu\t%.4f\t%.4f", name.c_str(),
                static_cast<unsigned long long>(first->row_count), times[times.size() / 2],
                times.front());
    if (with_checksum) {
      std::printf("\t%016llx", static_cast<unsigned long long>(first->checksum));
    }
    std::printf("\n");
    std::fflush(stdout);
  }
  return 0;
}

}  // namespace
}  // namespace entente

int main(int argc, char** argv) { return entente::Run(argc, argv); }
