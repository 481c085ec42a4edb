#include "tests/support/quad_sets.h"

#include <algorithm>
#include <map>
#include <optional>

#include "gtest/gtest.h"
#include "schema/text.h"
#include "schema/vocabulary.h"
#include "tests/support/status_matchers.h"

namespace entente {

Quad RandomQuads::Next() {
  return {.subject = Subject(), .predicate = Predicate(), .object = Object(), .graph = Graph()};
}

Term RandomQuads::Subject() {
  if (Below(8) == 0) return BlankNode(StrCat("b", Below(size_)));
  return Iri(StrCat("http://example.org/actor/", Below(size_)));
}

Term RandomQuads::Predicate() {
  return Iri(StrCat("http://example.org/property/", Below(std::max<size_t>(2, size_ / 8))));
}

Term RandomQuads::Object(int nesting) {
  switch (Below(nesting < 3 ? 10 : 9)) {
    case 0:
      return Term(static_cast<int64_t>(Below(size_)) - 5);
    case 1:
      return Literal{.lexical = StrCat("0", Below(size_)), .datatype = std::string(xsd::kInteger)};
    case 2:
      return Literal{.lexical = StrCat("name ", Below(size_)),
                     .datatype = std::string(rdf::kLangString),
                     .language = Below(2) == 0 ? "en" : "zh"};
    case 3:
      return Literal{.lexical = StrCat(1950 + Below(70), "-0", 1 + Below(9), "-1", Below(10)),
                     .datatype = std::string(xsd::kDate)};
    case 4:
      return Term(
          StrCat("text ", std::string(Below(4) == 0 ? 2000 : Below(40), 'x'), Below(size_)));
    case 9:
      return Triple{.subject = Subject(), .predicate = Predicate(), .object = Object(nesting + 1)};
    default:
      return Subject();
  }
}

Term RandomQuads::Graph() {
  if (Below(3) > 0) return Term();
  return Iri(StrCat("http://example.org/graph/", Below(3)));
}

std::set<Quad> ReadQuads(const ReadView& view, TripleOrder order) {
  std::set<Quad> quads;
  const std::unique_ptr<RowCursor> rows = view.Scan(order, {});
  std::optional<IdQuad> previous;
  for (RowBatch batch; rows->Next(&batch);) {
    std::vector<TermId> ids;
    for (size_t row = 0; row < batch.row_count; ++row) {
      const IdQuad key = batch.Row(row);
      EXPECT_TRUE(!previous || *previous < key) << "rows must ascend, order " << OrderName(order);
      previous = key;
      const IdQuad quad = FromOrder(order, key);
      ids.insert(ids.end(), quad.begin(), quad.end());
    }
    const absl::StatusOr<std::vector<Term>> terms = view.Decode(ids);
    EXPECT_THAT(terms, IsOk());
    if (!terms.ok()) return quads;
    for (size_t at = 0; at < terms->size(); at += 4) {
      quads.insert({(*terms)[at], (*terms)[at + 1], (*terms)[at + 2], (*terms)[at + 3]});
    }
  }
  EXPECT_THAT(rows->status(), IsOk());
  return quads;
}

namespace {

std::vector<IdQuad> ScanAll(const ReadView& view, TripleOrder order,
                            std::span<const TermId> prefix) {
  std::vector<IdQuad> result;
  const std::unique_ptr<RowCursor> rows = view.Scan(order, prefix);
  for (RowBatch batch; rows->Next(&batch);) {
    for (size_t row = 0; row < batch.row_count; ++row) result.push_back(batch.Row(row));
  }
  EXPECT_THAT(rows->status(), IsOk());
  return result;
}

// Jumps through the rows with random seeks and expects what a walk over `all` gives.
void ExpectSeeksAgree(const ReadView& view, TripleOrder order, const std::vector<IdQuad>& all,
                      std::mt19937_64& random) {
  const std::unique_ptr<RowCursor> rows = view.Scan(order, {});
  size_t at = 0;
  while (at < all.size()) {
    if (random() % 2 == 0) {
      IdQuad key = all[at + random() % (all.size() - at)];
      if (random() % 2 == 0) key[3] = TermId(key[3].bits() + 1);
      rows->Seek(key);
      at = std::max<size_t>(at, std::lower_bound(all.begin(), all.end(), key) - all.begin());
    }
    RowBatch batch;
    if (!rows->Next(&batch)) break;
    for (size_t row = 0; row < batch.row_count; ++row, ++at) {
      ASSERT_LT(at, all.size());
      ASSERT_EQ(batch.Row(row), all[at]) << OrderName(order);
    }
  }
  RowBatch batch;
  EXPECT_FALSE(rows->Next(&batch) && batch.row_count > 0) << OrderName(order);
  EXPECT_EQ(at, all.size()) << OrderName(order);
}

}  // namespace

void ExpectViewHolds(const ReadView& view, const std::set<Quad>& expected, uint64_t seed) {
  std::mt19937_64 random(seed);
  ASSERT_EQ(ReadQuads(view), expected);
  const std::vector<IdQuad> quads = ScanAll(view, TripleOrder::kSpog, {});
  for (const TripleOrder order : kQuadOrders) {
    SCOPED_TRACE(OrderName(order));
    std::vector<IdQuad> all;
    for (const IdQuad& quad : quads) all.push_back(ToOrder(order, quad));
    std::sort(all.begin(), all.end());
    ASSERT_EQ(ScanAll(view, order, {}), all);
    ExpectSeeksAgree(view, order, all, random);
    if (all.empty()) continue;
    for (int round = 0; round < 20; ++round) {
      IdQuad key = all[random() % all.size()];
      // Now and then a prefix that nothing has.
      if (random() % 8 == 0) key[random() % 4] = TermId(IdKind::kIri, random() % 100);
      const std::span<const TermId> prefix(key.data(), random() % 5);
      std::vector<IdQuad> matching;
      for (const IdQuad& row : all) {
        if (std::equal(prefix.begin(), prefix.end(), row.begin())) matching.push_back(row);
      }
      ASSERT_EQ(ScanAll(view, order, prefix), matching);
      ASSERT_THAT(view.Count(order, prefix), IsOkAndHolds(matching.size()));
      if (prefix.size() == 4) continue;
      // From and to ids that some row has, or none; now and then the wrong way round.
      TermId ends[2];
      for (TermId& end : ends) {
        const std::vector<IdQuad>& rows = matching.empty() ? all : matching;
        end = TermId(rows[random() % rows.size()][prefix.size()].bits() + random() % 3 / 2);
      }
      if (ends[1] < ends[0] && random() % 8 > 0) std::swap(ends[0], ends[1]);
      const auto in_range = std::count_if(matching.begin(), matching.end(), [&](const IdQuad& row) {
        return ends[0] <= row[prefix.size()] && row[prefix.size()] <= ends[1];
      });
      ASSERT_THAT(view.CountRange(order, prefix, ends[0], ends[1]),
                  IsOkAndHolds(static_cast<uint64_t>(in_range)));
    }
  }
  // Triple terms are found by each of their components.
  for (const IdQuad& quad : quads) {
    if (quad[kObject].kind() != IdKind::kTriple) continue;
    for (const TripleOrder order : kTripleTermOrders) {
      bool found = false;
      const std::vector<IdQuad> term = ScanAll(view, TripleOrder::kTermTspo, {&quad[kObject], 1});
      ASSERT_EQ(term.size(), 1u);
      const IdQuad key = ToOrder(order, FromOrder(TripleOrder::kTermTspo, term[0]));
      for (const IdQuad& row : ScanAll(view, order, std::span(key).first(1))) found |= row == key;
      EXPECT_TRUE(found) << OrderName(order);
    }
  }
  for (const Quad& quad : expected) {
    InnerTriples inner;
    EXPECT_THAT(view.Find(ViewOf(quad.object, &inner)), IsOkAndHolds(testing::Ne(std::nullopt)));
  }
  EXPECT_THAT(view.Find(TermView::OfIri("http://example.org/nobody")), IsOkAndHolds(std::nullopt));
}

}  // namespace entente
