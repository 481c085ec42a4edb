// Which order serves a pattern, and the reader of keys, against plain vectors.
#include "query/exec/quad_source.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "schema/text.h"
#include "tests/support/memory_view.h"
#include "tests/support/quad_matches.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"

namespace entente {
namespace {

std::vector<IdQuad> RowsOf(const ReadView& view, TripleOrder order,
                           std::span<const TermId> prefix) {
  std::vector<IdQuad> all;
  const std::unique_ptr<RowCursor> rows = view.Scan(order, prefix);
  for (RowBatch batch; rows->Next(&batch);) {
    for (size_t row = 0; row < batch.row_count; ++row) all.push_back(batch.Row(row));
  }
  return all;
}

bool BeginsWith(const IdQuad& row, std::span<const TermId> key) {
  return std::equal(key.begin(), key.end(), row.begin());
}

TEST(OrderedReaderTest, SeeksAsASearchInAVectorDoes) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  std::mt19937_64 random(seed);
  size_t found_count = 0;
  const uint64_t rounds = TestRounds(500);
  for (uint64_t round = 0; round < rounds; ++round) {
    const MemoryView view = RandomRelations(&random, round % 10 == 0 ? 400 : 40);
    const std::vector<TermId> ids = IdsOf(view);
    const std::unique_ptr<QueryContext> context = *QueryContext::Create(Query(), view, {});
    const auto order = static_cast<TripleOrder>(random() % 11);
    std::vector<TermId> prefix;
    for (size_t i = random() % 4 == 0 ? 1 + random() % 2 : 0; i > 0; --i) {
      prefix.push_back(ids[random() % ids.size()]);
    }
    const std::vector<IdQuad> rows = RowsOf(view, order, prefix);
    OrderedReader reader(context.get(), order, prefix);
    // Forwards in small steps, or anywhere.
    const bool is_forwards = random() % 2 == 0;
    size_t at = 0;
    for (int step = 0; step < 60; ++step) {
      std::vector<TermId> key = prefix;
      const size_t length = prefix.size() + random() % (5 - prefix.size());
      if (!rows.empty() && random() % 4 > 0) {
        const size_t near =
            is_forwards ? std::min(rows.size() - 1, at + random() % 8) : random() % rows.size();
        key.assign(rows[near].begin(), rows[near].begin() + static_cast<std::ptrdiff_t>(length));
      } else {
        while (key.size() < length) key.push_back(ids[random() % ids.size()]);
      }
      if (random() % 4 == 0 && key.size() > prefix.size()) {
        key.back() = TermId(key.back().bits() + 1);
      }
      at = static_cast<size_t>(
          std::lower_bound(rows.begin(), rows.end(), key,
                           [](const IdQuad& row, const std::vector<TermId>& wanted) {
                             return std::lexicographical_compare(
                                 row.begin(),
                                 row.begin() + static_cast<std::ptrdiff_t>(wanted.size()),
                                 wanted.begin(), wanted.end());
                           }) -
          rows.begin());
      ASSERT_EQ(reader.Seek(key), at < rows.size());
      if (at == rows.size()) continue;
      ++found_count;
      const auto current = [&] { return reader.rows().Row(reader.position()); };
      ASSERT_EQ(current(), rows[at]) << "row " << at << " of " << rows.size();
      ASSERT_EQ(reader.Matches(key), BeginsWith(rows[at], key));
      // Rows that begin with the key are counted to the end of the batch at most.
      const size_t rest = reader.rows().row_count - reader.position();
      size_t equal = 0;
      while (equal < rest && BeginsWith(rows[at + equal], key)) ++equal;
      ASSERT_EQ(reader.CountEqual(key), equal);
      // Some rows on, over the ends of batches.
      for (size_t i = random() % 8; i > 0; --i) {
        const bool skips = random() % 3 == 0 && reader.position() < reader.rows().row_count;
        const size_t count =
            skips ? 1 + random() % (reader.rows().row_count - reader.position()) : 1;
        at += count;
        ASSERT_EQ(skips ? reader.Skip(count) : reader.Advance(), at < rows.size());
        if (at >= rows.size()) break;
        ASSERT_EQ(current(), rows[at]);
      }
    }
    ASSERT_OK(context->limits()->status());
  }
  if (rounds >= kTellingRounds) {
    EXPECT_GT(found_count, rounds * 15);
  }
}

TEST(PathForTest, BoundPlacesComeFirstAndThoseOfTheSourceBeforeThoseOfTheInput) {
  const TermId id(IdKind::kIri, 1);
  size_t checked_count = 0;
  for (unsigned bits = 0; bits < 256; ++bits) {
    QuadSource source;
    std::array<bool, 4> is_bound = {};
    for (size_t position = 0; position < 4; ++position) {
      const bool is_constant = (bits >> position & 1) != 0;
      const bool is_from_input = (bits >> (position + 4) & 1) != 0;
      if (is_constant) source.places[position].id = id;
      if (!is_constant) source.places[position].variable = StrCat("v", position);
      is_bound[position] = is_constant || is_from_input;
    }
    for (const bool is_triple_terms : {false, true}) {
      source.is_triple_terms = is_triple_terms;
      for (const Position preferred : {kSubject, kPredicate, kObject}) {
        const AccessPath path = PathFor(source, is_bound, std::span(&preferred, 1));
        SCOPED_TRACE(StrCat(bits, " ", OrderName(path.order)));
        const auto& positions = kOrderPositions[static_cast<size_t>(path.order)];
        ASSERT_EQ(path.order >= TripleOrder::kTermSpot, is_triple_terms);
        for (size_t i = 0; i < path.prefix_length; ++i) ASSERT_TRUE(is_bound[positions[i]]);
        const size_t bound_count = static_cast<size_t>(is_bound[0]) + is_bound[1] + is_bound[2];
        if (is_triple_terms) {
          // The term itself says everything.
          EXPECT_EQ(path.prefix_length, is_bound[kGraph] ? 1 : bound_count);
          continue;
        }
        EXPECT_GE(path.prefix_length, bound_count);
        if (is_bound[kGraph] && bound_count == 0) continue;
        for (size_t i = 1; i < bound_count; ++i) {
          EXPECT_FALSE(source.places[positions[i - 1]].id.is_none() &&
                       !source.places[positions[i]].id.is_none());
        }
        if (bound_count < 3 && !is_bound[preferred]) {
          EXPECT_EQ(positions[bound_count], preferred);
        }
        ++checked_count;
      }
    }
  }
  EXPECT_GT(checked_count, 500u);
}

TEST(KeyMakerTest, TheKeyIsTheBoundPlacesInTheSequenceOfTheOrder) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  std::mt19937_64 random(seed);
  for (uint64_t round = 0; round < TestRounds(2000); ++round) {
    const std::vector<TermId> ids = {TermId(IdKind::kIri, 1), TermId(IdKind::kIri, 2),
                                     TermId(IdKind::kIri, 3)};
    const QuadSource source = RandomSource(&random, ids, {"a", "b", "c", "d"});
    std::vector<Column> columns;
    for (const char* name : {"a", "c", "x"}) {
      if (random() % 2 == 0) columns.push_back({.variable = name});
    }
    std::vector<TermId> row;
    for (size_t i = 0; i < columns.size(); ++i) row.push_back(ids[random() % 3]);
    Batch batch = {.row_count = 1};
    for (const TermId& id : row) batch.columns.push_back(&id);
    KeyMaker keys(source, columns);
    keys.Bind(batch, 0);
    const auto& positions = kOrderPositions[static_cast<size_t>(keys.path().order)];
    ASSERT_EQ(keys.key().size(), keys.path().prefix_length);
    for (size_t i = 0; i < keys.key().size(); ++i) {
      const Place& place = source.places[positions[i]];
      TermId expected = place.id;
      for (size_t column = 0; column < columns.size(); ++column) {
        if (place.is_open() && columns[column].variable == place.variable) expected = row[column];
      }
      if (positions[i] == kGraph && !source.has_graph_place()) expected = source.graphs.at(0);
      ASSERT_EQ(keys.key()[i], expected);
    }
    ASSERT_LE(keys.constant_prefix().size(), keys.key().size());
    ASSERT_TRUE(std::equal(keys.constant_prefix().begin(), keys.constant_prefix().end(),
                           keys.key().begin()));
  }
}

}  // namespace
}  // namespace entente
