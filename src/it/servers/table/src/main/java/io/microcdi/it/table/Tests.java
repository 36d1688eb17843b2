package io.microcdi.it.table;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

import org.w3c.dom.Document;
import org.xml.sax.SAXException;

/**
 * Counts of tests.
 *
 * @param passed  did what they should
 * @param failed  failed, or ended in an error
 * @param skipped need what is not there
 */
record Tests(int passed, int failed, int skipped) {

    /** Reads the summary that the runner left; without one, nothing ran. */
    static Tests read(Path target) throws IOException {
        Path summary = target.resolve("failsafe-reports/failsafe-summary.xml");
        if (!Files.exists(summary)) {
            return new Tests(0, 0, 0);
        }
        try {
            Document document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(summary.toFile());
            int failed = count(document, "errors") + count(document, "failures");
            int skipped = count(document, "skipped");
            return new Tests(count(document, "completed") - failed - skipped, failed, skipped);
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException("No summary of tests: " + summary, e);
        }
    }

    private static int count(Document document, String name) {
        return Integer.parseInt(document.getElementsByTagName(name).item(0).getTextContent().strip());
    }
}
