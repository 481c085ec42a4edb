// Random records, well formed, of few IRIs and texts, so that they meet.
#ifndef ENTENTE_TESTS_SUPPORT_RANDOM_RECORDS_H_
#define ENTENTE_TESTS_SUPPORT_RANDOM_RECORDS_H_

#include <random>
#include <string>
#include <vector>

#include "entente/records.h"

namespace entente {

// In normal form: what Get gives after Put. The IRI of each class is one of `iri_count`, such as
// x:actor-0.
Actor RandomActor(int iri_count, std::mt19937_64* random);
Coalition RandomCoalition(int iri_count, std::mt19937_64* random);
Document RandomDocument(int iri_count, std::mt19937_64* random);
// Claims refer to claims with the same number of IRIs.
Claim RandomClaim(int iri_count, std::mt19937_64* random);

// A date known to the year, the month or the day, between 1998 and 2004.
PartialDate RandomDate(std::mt19937_64* random);

// Whether the latest day of `until` is not before the earliest of `from`.
bool IsPossible(const Interval& interval);

}  // namespace entente

#endif  // ENTENTE_TESTS_SUPPORT_RANDOM_RECORDS_H_
