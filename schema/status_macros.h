// Early return on error, for functions that return absl::Status or absl::StatusOr.
// Debian's abseil has no macros of this kind.
#ifndef ENTENTE_SCHEMA_STATUS_MACROS_H_
#define ENTENTE_SCHEMA_STATUS_MACROS_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// RETURN_IF_ERROR(DoIt());
#define RETURN_IF_ERROR(expression)                                                              \
  do {                                                                                           \
    if (absl::Status entente_status = (expression); !entente_status.ok()) return entente_status; \
  } while (false)

// ASSIGN_OR_RETURN(const TermId id, dictionary.Get(term));
#define ASSIGN_OR_RETURN(declaration, expression) \
  ENTENTE_ASSIGN_OR_RETURN_(ENTENTE_JOIN_(entente_result_, __LINE__), declaration, expression)
#define ENTENTE_ASSIGN_OR_RETURN_(result, declaration, expression) \
  auto result = (expression);                                      \
  if (!result.ok()) return std::move(result).status();             \
  declaration = *std::move(result)
#define ENTENTE_JOIN_(a, b) ENTENTE_JOIN_AGAIN_(a, b)
#define ENTENTE_JOIN_AGAIN_(a, b) a##b

#endif  // ENTENTE_SCHEMA_STATUS_MACROS_H_
