#include <cstddef>
#include <cstdint>

#include "tests/fuzz/rdf_roundtrip.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  entente::CheckRdfRoundTrip(entente::RdfFormat::kTurtle,
                             {reinterpret_cast<const char*>(data), size});
  return 0;
}
