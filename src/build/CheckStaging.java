import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

import javax.xml.parsers.DocumentBuilderFactory;

import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Checks a folder of artifacts that is to be published, by the rules of Maven Central: each artifact has its file, its
 * sources, its Javadoc and a complete POM; each file has right checksums and, if any file has one, a valid signature.
 * Beyond those rules, each artifact has a bill of materials.
 *
 * <p>Options: {@code --signed} demands signatures; {@code --dry-run} accepts snapshots and the placeholder for the
 * address of the sources, which a real release must not have. Prints a line for each artifact and each fault, and exits
 * with status 1 if there is a fault.
 */
final class CheckStaging {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]+)}");
    private static final List<String> CHECKSUMS = List.of("MD5", "SHA-1");

    private final Path folder;
    private final boolean dryRun;
    private final boolean signed;
    private final Map<String, Pom> poms = new HashMap<>();
    private final Set<String> faults = new TreeSet<>();
    private final Set<String> notes = new TreeSet<>();

    private CheckStaging(Path folder, boolean dryRun, boolean signed) throws Exception {
        this.folder = folder;
        this.dryRun = dryRun;
        this.signed = signed || files().anyMatch(file -> file.toString().endsWith(".asc"));
    }

    public static void main(String[] arguments) throws Exception {
        List<String> rest = new ArrayList<>(List.of(arguments));
        boolean dryRun = rest.remove("--dry-run");
        boolean signed = rest.remove("--signed");
        if (rest.size() != 1 || !Files.isDirectory(Path.of(rest.get(0)))) {
            System.err.println("usage: check-staging.sh [--dry-run] [--signed] FOLDER");
            System.exit(2);
        }
        System.exit(new CheckStaging(Path.of(rest.get(0)), dryRun, signed).run() ? 0 : 1);
    }

    private boolean run() throws Exception {
        List<Path> all = files().filter(file -> file.toString().endsWith(".pom")).sorted().toList();
        for (Path file : all) {
            Pom pom = new Pom(file);
            poms.put(pom.own("groupId") + ":" + pom.own("artifactId"), pom);
        }
        if (all.isEmpty()) {
            faults.add(folder + ": no POM below it");
        }
        for (Pom pom : poms.values().stream().sorted((a, b) -> a.file.compareTo(b.file)).toList()) {
            check(pom);
        }
        checkEachFile();
        notes.forEach(note -> System.out.println("note:  " + note));
        faults.forEach(fault -> System.out.println("FAULT: " + fault));
        System.out.println(poms.size() + " artifacts, " + faults.size() + " faults, "
                + (signed ? "signatures checked" : "no signatures"));
        return faults.isEmpty();
    }

    private void check(Pom pom) throws Exception {
        String name = pom.own("artifactId");
        require(pom, "name", pom.own("name"));
        for (String path : List.of("description", "url", "licenses/license/name", "licenses/license/url",
                "developers/developer/name", "scm/connection", "scm/url")) {
            require(pom, path, pom.inherited(path));
        }
        String version = pom.inherited("version");
        refuseInRelease(version == null || version.endsWith("-SNAPSHOT"), name + ": the version is " + version);
        refuseInRelease(String.valueOf(pom.inherited("url")).contains(".invalid"),
                name + ": the url is a placeholder, set microcdi.url in src/bom/pom.xml");
        List<String> has = new ArrayList<>();
        String packaging = pom.own("packaging") == null ? "jar" : pom.own("packaging");
        if (!packaging.equals("pom")) {
            has.add(archive(pom, packaging.startsWith("maven-") ? ".jar" : "." + packaging, "META-INF/"));
            if (!packaging.equals("maven-archetype")) {
                // an archetype is made of sources only
                has.add(archive(pom, "-sources.jar", ".java"));
                has.add(archive(pom, "-javadoc.jar", "index.html"));
            }
            has.add(present(pom, "-cyclonedx.json"));
        }
        System.out.println("       " + name + " " + version + " (" + packaging + ") " + String.join(" ", has));
    }

    private void require(Pom pom, String path, String value) {
        if (value == null || value.isBlank() || value.contains("${")) {
            faults.add(pom.own("artifactId") + ": the POM has no " + path + (value == null ? "" : ": " + value));
        }
    }

    private void refuseInRelease(boolean condition, String text) {
        if (condition) {
            (dryRun ? notes : faults).add(text);
        }
    }

    private String present(Pom pom, String end) throws IOException {
        Path file = Path.of(pom.file.toString().replaceFirst("\\.pom$", Matcher.quoteReplacement(end)));
        if (!Files.exists(file) || Files.size(file) == 0) {
            faults.add(pom.own("artifactId") + ": no file " + file.getFileName());
            return "no " + end;
        }
        return end.substring(1);
    }

    private String archive(Pom pom, String end, String entry) throws IOException {
        String found = present(pom, end);
        Path file = Path.of(pom.file.toString().replaceFirst("\\.pom$", Matcher.quoteReplacement(end)));
        if (Files.exists(file)) {
            try (ZipFile zip = new ZipFile(file.toFile())) {
                if (zip.stream().noneMatch(each -> each.getName().contains(entry))) {
                    faults.add(file.getFileName() + ": nothing in it is called " + entry);
                }
            } catch (IOException e) {
                faults.add(file.getFileName() + ": is no archive: " + e.getMessage());
            }
        }
        return found;
    }

    private void checkEachFile() throws Exception {
        for (Path file : files().sorted().toList()) {
            String name = file.getFileName().toString();
            if (name.startsWith("maven-metadata") || name.matches(".*\\.(asc|md5|sha1|sha256|sha512)")) {
                continue;
            }
            for (String algorithm : CHECKSUMS) {
                checkChecksum(file, algorithm);
            }
            if (signed) {
                checkSignature(file);
            }
        }
    }

    private void checkChecksum(Path file, String algorithm) throws Exception {
        Path beside = beside(file, "." + algorithm.toLowerCase().replace("-", ""));
        String right = HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(Files.readAllBytes(file)));
        if (!Files.exists(beside)) {
            faults.add(file.getFileName() + ": no checksum " + algorithm);
        } else if (!Files.readString(beside).strip().equalsIgnoreCase(right)) {
            faults.add(file.getFileName() + ": the checksum " + algorithm + " is wrong");
        }
    }

    private void checkSignature(Path file) throws Exception {
        Path signature = beside(file, ".asc");
        if (!Files.exists(signature)) {
            faults.add(file.getFileName() + ": no signature");
            return;
        }
        Process gpg = new ProcessBuilder("gpg", "--batch", "--verify", signature.toString(), file.toString())
                .redirectErrorStream(true).start();
        String output = new String(gpg.getInputStream().readAllBytes());
        if (gpg.waitFor() != 0) {
            faults.add(file.getFileName() + ": the signature is not valid: " + output.strip().replaceAll("\\s+", " "));
        }
    }

    private static Path beside(Path file, String end) {
        return file.resolveSibling(file.getFileName() + end);
    }

    private Stream<Path> files() throws IOException {
        return Files.walk(folder).filter(Files::isRegularFile);
    }

    /** A POM of the folder; its parents are in the folder, too. */
    private final class Pom {

        private final Path file;
        private final Element project;

        Pom(Path file) throws Exception {
            this.file = file;
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            this.project = factory.newDocumentBuilder().parse(file.toFile()).getDocumentElement();
        }

        /** The text at a path, by the rules of inheritance for {@code groupId} and {@code version} only. */
        String own(String path) {
            String text = text(path);
            return text == null && path.equals("groupId") ? text("parent/groupId") : text;
        }

        String inherited(String path) {
            for (Pom pom = this; pom != null; pom = pom.parent()) {
                String text = pom.text(path);
                if (text != null) {
                    return resolve(text);
                }
            }
            return null;
        }

        private Pom parent() {
            String artifact = text("parent/artifactId");
            Pom parent = artifact == null ? null : poms.get(text("parent/groupId") + ":" + artifact);
            if (artifact != null && parent == null) {
                faults.add(text("artifactId") + ": its parent " + artifact + " is not in the folder");
            }
            return parent;
        }

        private String resolve(String text) {
            Matcher matcher = PLACEHOLDER.matcher(text);
            StringBuilder resolved = new StringBuilder();
            while (matcher.find()) {
                String value = inherited("properties/" + matcher.group(1));
                matcher.appendReplacement(resolved, Matcher.quoteReplacement(value == null ? matcher.group() : value));
            }
            return matcher.appendTail(resolved).toString();
        }

        private String text(String path) {
            Element element = project;
            for (String name : path.split("/")) {
                element = element == null ? null : child(element, name);
            }
            return element == null ? null : element.getTextContent().strip();
        }

        private static Element child(Element element, String name) {
            for (Node each = element.getFirstChild(); each != null; each = each.getNextSibling()) {
                if (each instanceof Element found && found.getTagName().equals(name)) {
                    return found;
                }
            }
            return null;
        }
    }
}
