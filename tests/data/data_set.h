// The shipped data set in memory, and answers from it as short texts.
#ifndef ENTENTE_TESTS_DATA_DATA_SET_H_
#define ENTENTE_TESTS_DATA_DATA_SET_H_

#include <string>
#include <string_view>
#include <vector>

#include "entente/entente.h"

namespace entente {

// The namespace of its own terms, ic: in its files.
inline constexpr std::string_view kDataPrefix = "https://w3id.org/entente/issue-coalitions/";
// The folder of its files, with a slash.
inline constexpr std::string_view kDataFolder = ENTENTE_SOURCE_DIR "/schema/data/";

// Both files together.
Database LoadDataSet();

// Each solution in its sequence as its terms with spaces between: an IRI by its last part, a
// literal by its text. An error fails the test.
std::vector<std::string> DataSetAnswers(const Database& database, std::string_view query);

}  // namespace entente

#endif  // ENTENTE_TESTS_DATA_DATA_SET_H_
