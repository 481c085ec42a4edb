// How fast blocks are written, scanned and searched, in each of three orders and block sizes.
//
//   scan_bench [count of rows, 2,000,000 unless told]
//
// The data is made here: roll calls as in a parliament, where a vote has a type, a voter, a roll
// call and a choice, and a voter has a shortcut to each roll call by choice.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "storage/triples/column_block.h"
#include "storage/triples/triple_order.h"

namespace entente {
namespace {

using Clock = std::chrono::steady_clock;
double SecondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

void PrintEnvironment() {
  std::string line;
  std::ifstream cpu("/proc/cpuinfo");
  while (std::getline(cpu, line) && !line.starts_with("model name")) {
  }
  std::printf("machine: %s\ncompiler: %s, build: %s\n", line.c_str(), __VERSION__,
              ENTENTE_BUILD_TYPE);
}

std::vector<IdQuad> MakeVotes(size_t count) {
  std::mt19937_64 random(7);
  std::vector<IdQuad> quads;
  uint64_t next_iri = 0;
  const auto new_iri = [&] { return TermId(IdKind::kIri, next_iri++); };
  std::array<TermId, 8> predicates;  // type, voter, roll call, choice, voted yes/no/abstain, about
  for (TermId& id : predicates) id = new_iri();
  const TermId vote_type = new_iri();
  std::array<TermId, 3> choices;
  for (TermId& id : choices) id = new_iri();
  std::vector<TermId> voters(200);
  for (TermId& id : voters) id = new_iri();
  while (quads.size() < count) {
    const TermId roll_call = new_iri();
    quads.push_back({roll_call, predicates[7], TermId(IdKind::kLiteral, next_iri), TermId()});
    std::shuffle(voters.begin(), voters.end(), random);
    const size_t voter_count = 50 + random() % 140;
    for (size_t i = 0; i < voter_count; ++i) {
      const TermId vote = new_iri();
      const size_t choice = std::array<size_t, 8>{0, 0, 0, 0, 0, 1, 2, 2}[random() % 8];
      quads.push_back({vote, predicates[0], vote_type, TermId()});
      quads.push_back({vote, predicates[1], voters[i], TermId()});
      quads.push_back({vote, predicates[2], roll_call, TermId()});
      quads.push_back({vote, predicates[3], choices[choice], TermId()});
      quads.push_back({voters[i], predicates[4 + choice], roll_call, TermId()});
    }
  }
  return quads;
}

void Measure(TripleOrder order, const std::vector<IdQuad>& rows, size_t block_row_count) {
  std::array<std::vector<uint64_t>, 4> columns;
  for (const IdQuad& row : rows) {
    for (size_t column = 0; column < 4; ++column) columns[column].push_back(row[column].bits());
  }
  std::vector<std::string> blocks;
  auto start = Clock::now();
  for (size_t first = 0; first < rows.size(); first += block_row_count) {
    const size_t count = std::min(block_row_count, rows.size() - first);
    std::array<std::span<const uint64_t>, 4> parts;
    for (size_t column = 0; column < 4; ++column) parts[column] = {&columns[column][first], count};
    const PagePlace place = {.order = 0, .number = blocks.size()};
    EncodeColumnBlock(parts, place, &blocks.emplace_back());
  }
  const double write_seconds = SecondsSince(start);
  size_t size = 0;
  for (const std::string& block : blocks) size += block.size();

  std::vector<uint64_t> out(4 * block_row_count);
  double scan_seconds = 1e9;
  uint64_t sum = 0;
  for (int round = 0; round < 5; ++round) {
    start = Clock::now();
    for (size_t number = 0; number < blocks.size(); ++number) {
      const auto block = ColumnBlock::Parse(blocks[number], {.order = 0, .number = number}, 4);
      if (!block.ok()) std::abort();
      for (size_t column = 0; column < 4; ++column) {
        block->Decode(column, 0, block->row_count(), &out[column * block_row_count]);
      }
      sum += out[0];
    }
    scan_seconds = std::min(scan_seconds, SecondsSince(start));
  }

  constexpr size_t kLookupCount = 200'000;
  std::mt19937_64 random(9);
  std::vector<IdQuad> keys(kLookupCount);
  const size_t middle = blocks.size() / 2;
  const size_t middle_row = middle * block_row_count;
  for (IdQuad& key : keys) {
    key = rows[middle_row + random() % std::min(block_row_count, rows.size() - middle_row)];
  }
  const auto block = ColumnBlock::Parse(blocks[middle], {.order = 0, .number = middle}, 4);
  start = Clock::now();
  for (const IdQuad& quad : keys) {
    const std::array<uint64_t, 2> key = {quad[0].bits(), quad[1].bits()};
    const size_t row = block->LowerBound(key);
    const size_t count = std::min<size_t>(5, block->row_count() - row);
    for (size_t column = 0; column < 4; ++column)
      block->Decode(column, row, count, &out[8 * column]);
    sum += out[0];
  }
  const double lookup_seconds = SecondsSince(start);
  const auto row_count = static_cast<double>(rows.size());
  std::printf("%6zu  %-5s %7.2f %10.0f %10.0f %12.0f   (%u)\n", block_row_count,
              std::string(OrderName(order)).c_str(), static_cast<double>(size) / row_count,
              row_count / write_seconds / 1e6, row_count / scan_seconds / 1e6,
              lookup_seconds / kLookupCount * 1e9, static_cast<unsigned>(sum % 2));
}

void Run(size_t row_count) {
  PrintEnvironment();
  std::vector<IdQuad> quads = MakeVotes(row_count);
  std::printf("data: %zu quads of votes, seed 7\n\n", quads.size());
  std::printf(" block  order  B/row  write M/s   scan M/s  lookup+5 ns\n");
  for (const size_t block_row_count : {1024, 2048, 4096}) {
    for (const TripleOrder order : {TripleOrder::kSpog, TripleOrder::kPosg, TripleOrder::kOspg}) {
      std::vector<IdQuad> rows;
      for (const IdQuad& quad : quads) rows.push_back(ToOrder(order, quad));
      std::sort(rows.begin(), rows.end());
      Measure(order, rows, block_row_count);
    }
  }
}

}  // namespace
}  // namespace entente

int main(int argc, char** argv) {
  entente::Run(argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 2'000'000);
  return 0;
}
