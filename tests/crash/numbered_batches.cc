#include "tests/crash/numbered_batches.h"

#include <cstdlib>
#include <random>
#include <string_view>

#include "schema/quad_stream.h"
#include "schema/syntax/line_writer.h"
#include "schema/text.h"

namespace entente {
namespace {

constexpr std::string_view kNumberPrefix = "<urn:batch:";

// A quad of a small set that all batches share, so that they insert what is there and remove it.
Quad SharedQuad(uint64_t choice) {
  return {.subject = Iri(StrCat("urn:shared:", choice % 7)),
          .predicate = Iri(StrCat("urn:p:", choice / 7 % 3)),
          .object = Term(static_cast<int64_t>(choice / 21 % 5)),
          .graph = choice % 2 == 0 ? Term() : Term(Iri("urn:graph:shared"))};
}

// A quad that only this batch has, with terms that nobody had before.
Quad OwnQuad(uint64_t number, uint64_t i) {
  const std::string name = StrCat(number, ":", i);
  Quad quad = {.subject = Iri("urn:own:" + name),
               .predicate = Iri(StrCat("urn:p:", i % 5)),
               .object = StrCat("a text that tells of ", name, std::string(i % 97, '~'))};
  if (i % 3 == 1) {
    quad.object = Triple{.subject = Iri("urn:said:" + name),
                         .predicate = Iri("urn:says"),
                         .object = static_cast<int64_t>(number * 1000 + i)};
  }
  if (i % 4 == 2) quad.graph = Iri(StrCat("urn:graph:", number % 11));
  return quad;
}

}  // namespace

Batch MakeBatch(uint64_t seed, uint64_t number) {
  std::mt19937_64 random(seed * 1'000'003 + number);
  Batch batch{.is_bulk_load = random() % 16 == 0};
  const uint64_t own_count = batch.is_bulk_load ? 500 + random() % 1500 : random() % 40;
  batch.insertions.push_back(
      {.subject = Iri(StrCat("urn:batch:", number)), .predicate = Iri("urn:is"), .object = "here"});
  for (uint64_t i = 0; i < own_count; ++i) batch.insertions.push_back(OwnQuad(number, i));
  for (uint64_t i = random() % 6; i > 0; --i) batch.insertions.push_back(SharedQuad(random()));
  if (batch.is_bulk_load) return batch;
  for (uint64_t i = random() % 6; i > 0; --i) batch.removals.push_back(SharedQuad(random()));
  // Some that an earlier batch made, and some that it may not have.
  if (number > 3) {
    for (uint64_t i = 0; i < 40; i += 1 + random() % 20) {
      batch.removals.push_back(OwnQuad(number - 3, i));
    }
  }
  return batch;
}

void ExpectedState::AdvanceTo(uint64_t batch_count) {
  while (batch_count_ < batch_count) {
    const Batch batch = MakeBatch(seed_, ++batch_count_);
    for (const Quad& quad : batch.insertions) lines_.insert(ToLine(quad));
    for (const Quad& quad : batch.removals) lines_.erase(ToLine(quad));
  }
}

uint64_t CountBatches(const std::set<std::string>& lines) {
  uint64_t count = 0;
  for (auto line = lines.lower_bound(std::string(kNumberPrefix));
       line != lines.end() && line->starts_with(kNumberPrefix); ++line) {
    ++count;
  }
  return count;
}

std::string ToLine(const Quad& quad) {
  InnerTriples inner;
  std::string line;
  AppendNQuadsLine(ViewOf(quad, &inner), &line);
  return line;
}

}  // namespace entente
