#include "tests/data/data_set.h"

#include <utility>

#include "absl/status/statusor.h"
#include "gtest/gtest.h"
#include "schema/text.h"
#include "tests/support/status_matchers.h"

namespace entente {
namespace {

std::string Short(const Term& term) {
  if (term.kind() == Term::Kind::kLiteral) return term.literal().lexical;
  if (term.kind() != Term::Kind::kIri) return term.ToString();
  const std::string& iri = term.iri().text;
  return iri.substr(iri.find_last_of("/#") + 1);
}

}  // namespace

Database LoadDataSet() {
  auto database = Database::OpenInMemory();
  EXPECT_OK(database);
  for (const char* file : {"issue-coalitions.ttl", "issue-coalitions-claims.ttl"}) {
    EXPECT_OK(database->Load(StrCat(kDataFolder, file)));
  }
  return *std::move(database);
}

std::vector<std::string> DataSetAnswers(const Database& database, std::string_view query) {
  std::vector<std::string> result;
  absl::StatusOr<Rows> rows = database.Query(query);
  EXPECT_OK(rows) << query;
  if (!rows.ok()) return result;
  for (const Row& row : *rows) {
    std::string line;
    for (size_t i = 0; i < row.size(); ++i) StrAppend(&line, i == 0 ? "" : " ", Short(row[i]));
    result.push_back(line);
  }
  EXPECT_OK(rows->status()) << query;
  return result;
}

}  // namespace entente
