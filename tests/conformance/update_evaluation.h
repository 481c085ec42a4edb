// Runs the W3C tests of what updates do (mf:UpdateEvaluationTest).
#ifndef ENTENTE_TESTS_CONFORMANCE_UPDATE_EVALUATION_H_
#define ENTENTE_TESTS_CONFORMANCE_UPDATE_EVALUATION_H_

#include <string>

#include "tests/conformance/manifest.h"

namespace entente {

// Does the test's request on a store in memory that holds its data, commits and compares all quads
// with the result, up to the labels of blank nodes. What is wrong, or nothing if the test passes.
std::string RunUpdateEvaluation(const SuiteManifest& manifest, const ManifestTest& test);

}  // namespace entente

#endif  // ENTENTE_TESTS_CONFORMANCE_UPDATE_EVALUATION_H_
