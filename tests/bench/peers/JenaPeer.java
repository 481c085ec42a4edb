// Apache Jena TDB2 for compare_peers.py; it needs the jars of jena-tdb2 and runs from source:
//
//   java -cp 'JARS/*' JenaPeer.java DATABASE DATA.nt SECONDS FILE.rq...
//
// Loads DATA.nt if DATABASE is not there yet. Prints what compare_peers.py says workers print.
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.apache.jena.graph.Node;
import org.apache.jena.query.Dataset;
import org.apache.jena.query.QueryExecution;
import org.apache.jena.query.QueryExecutionFactory;
import org.apache.jena.query.ReadWrite;
import org.apache.jena.query.ResultSet;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.tdb2.TDB2Factory;
import org.apache.jena.tdb2.loader.LoaderFactory;
import org.apache.jena.tdb2.loader.base.LoaderOps;

public class JenaPeer {
  static final String STRING = "http://www.w3.org/2001/XMLSchema#string";

  record Answer(long rows, long checksum, double milliseconds) {}

  static void escape(String text, StringBuilder out) {
    for (int i = 0; i < text.length(); ++i) {
      char c = text.charAt(i);
      switch (c) {
        case '\\' -> out.append("\\\\");
        case '"' -> out.append("\\\"");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        default -> out.append(c);
      }
    }
  }

  static void write(Node node, StringBuilder out) {
    if (node.isURI()) {
      out.append('<').append(node.getURI()).append('>');
    } else if (node.isBlank()) {
      out.append("_:").append(node.getBlankNodeLabel());
    } else {
      out.append('"');
      escape(node.getLiteralLexicalForm(), out);
      out.append('"');
      if (!node.getLiteralLanguage().isEmpty()) {
        out.append('@').append(node.getLiteralLanguage());
      } else if (!node.getLiteralDatatypeURI().equals(STRING)) {
        out.append("^^<").append(node.getLiteralDatatypeURI()).append('>');
      }
    }
  }

  static Answer run(Dataset dataset, String text, boolean withChecksum) {
    long rows = 0;
    long checksum = 0;
    long touched = 0;
    StringBuilder line = new StringBuilder();
    long begin = System.nanoTime();
    dataset.begin(ReadWrite.READ);
    try (QueryExecution execution = QueryExecutionFactory.create(text, dataset)) {
      ResultSet results = execution.execSelect();
      List<Var> variables = Var.varList(results.getResultVars());
      while (results.hasNext()) {
        Binding binding = results.nextBinding();
        ++rows;
        line.setLength(0);
        for (int i = 0; i < variables.size(); ++i) {
          Node node = binding.get(variables.get(i));
          if (withChecksum) {
            if (i > 0) line.append('\t');
            if (node != null) write(node, line);
          } else if (node != null) {
            touched += node.isURI() ? node.getURI().length() : 1;
          }
        }
        if (withChecksum) {
          CRC32 crc = new CRC32();
          crc.update(line.toString().getBytes(StandardCharsets.UTF_8));
          checksum += crc.getValue();
        }
      }
    } finally {
      dataset.end();
    }
    double milliseconds = (System.nanoTime() - begin) / 1e6;
    if (touched < 0) throw new IllegalStateException();
    return new Answer(rows, checksum, milliseconds);
  }

  public static void main(String[] arguments) throws Exception {
    String place = arguments[0];
    boolean isNew = !Files.exists(Path.of(place));
    Files.createDirectories(Path.of(place));
    Dataset dataset = TDB2Factory.connectDataset(place);
    if (isNew) {
      var loader = LoaderFactory.parallelLoader(dataset.asDatasetGraph(), LoaderOps.outputToLog());
      loader.startBulk();
      loader.load(arguments[1]);
      loader.finishBulk();
    }
    double seconds = Double.parseDouble(arguments[2]);
    System.out.println("ready");
    for (String file : Arrays.copyOfRange(arguments, 3, arguments.length)) {
      String text = Files.readString(Path.of(file));
      try {
        Answer first = run(dataset, text, true);
        System.out.println("warm");
        double[] times = new double[1000000];
        int count = 0;
        double spent = 0;
        while (count < times.length && spent < 5000 && (count < 3 || spent < seconds * 1000)) {
          times[count] = run(dataset, text, false).milliseconds();
          spent += times[count++];
        }
        Arrays.sort(times, 0, count);
        System.out.printf("%d\t%.4f\t%016x%n", first.rows(), times[count / 2], first.checksum());
      } catch (Exception error) {
        System.out.println("error\t" + String.valueOf(error.getMessage()).replaceAll("\\s+", " "));
      }
    }
    System.exit(0);
  }
}
