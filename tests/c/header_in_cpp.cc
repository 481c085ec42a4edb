// The header of the C API is C++ as well, of any age.
#include <entente/entente_c.h>

extern "C" const char* VersionForCpp() { return entente_version(); }
