// The writers of each format, for MakeResultWriter.
#ifndef ENTENTE_QUERY_RESULTS_RESULT_FORMATS_H_
#define ENTENTE_QUERY_RESULTS_RESULT_FORMATS_H_

#include <memory>

#include "query/results/result_writer.h"

namespace entente {

// Source: SPARQL 1.2 Query Results JSON Format.
std::unique_ptr<ResultWriter> MakeJsonWriter();
// Source: SPARQL 1.2 Query Results XML Format.
std::unique_ptr<ResultWriter> MakeXmlWriter();
// Source: SPARQL 1.2 Query Results CSV and TSV Formats.
std::unique_ptr<ResultWriter> MakeCsvWriter();
std::unique_ptr<ResultWriter> MakeTsvWriter();
std::unique_ptr<ResultWriter> MakeTableWriter(const ResultWriterOptions& options);
std::unique_ptr<ResultWriter> MakeMarkdownWriter(const ResultWriterOptions& options);

}  // namespace entente

#endif  // ENTENTE_QUERY_RESULTS_RESULT_FORMATS_H_
