// Dates of records (entente/records.h) from XSD values.
#ifndef ENTENTE_SCHEMA_PARTIAL_DATE_H_
#define ENTENTE_SCHEMA_PARTIAL_DATE_H_

#include <optional>

#include "entente/records.h"
#include "schema/xsd_date_time.h"

namespace entente {

// What a gYear, gYearMonth, date or dateTime says of the day, as it is written: time and zone do
// not count. None for the other kinds and for years beyond 9999.
std::optional<PartialDate> PartialDateOf(const XsdDateTime& value);

}  // namespace entente

#endif  // ENTENTE_SCHEMA_PARTIAL_DATE_H_
