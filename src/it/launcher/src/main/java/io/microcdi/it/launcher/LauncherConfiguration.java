package io.microcdi.it.launcher;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jboss.arquillian.container.spi.ConfigurationException;
import org.jboss.arquillian.container.spi.client.container.ContainerConfiguration;

/**
 * The properties of the container in {@code arquillian.xml}. Those that are expressions are searched for in each line of
 * the server's output; where they are about a deployment, <code>{file}</code> in them stands for the name of its file.
 *
 * <p>Where {@code descriptor} is given, archives that have the entry {@code described} are not put into the directory that is
 * watched, but beside it, and what is put there is an XML file that names them.
 */
public class LauncherConfiguration implements ContainerConfiguration {
    private static final String FILE = "{file}";

    private String command;
    private String directory;
    private String log;
    private String url;
    private String deployments;
    private String started;
    private String deployed;
    private String failed;
    private String undeployed;
    private String descriptor;
    private String described;
    private String archives;
    private String jmx;
    private String scanners;
    private String applications;

    @Override
    public void validate() {
        require("command", command);
        require("directory", directory);
        require("log", log);
        require("url", url);
        require("deployments", deployments);
        require("started", started);
        require("deployed", deployed);
        require("failed", failed);
        require("undeployed", undeployed);
        if (descriptor != null) {
            require("described", described);
            require("archives", archives);
        }
        if (jmx != null) {
            require("scanners", scanners);
            require("applications", applications);
        }
    }

    private static void require(String name, String value) {
        if (value == null || value.isBlank()) {
            throw new ConfigurationException("The property \"" + name + "\" of the container is missing");
        }
    }

    List<String> command() {
        return Stream.of(command.split("\\|")).map(String::strip).toList();
    }

    Path directory() {
        return Path.of(directory);
    }

    Path log() {
        return Path.of(log);
    }

    URI url() {
        return URI.create(url);
    }

    Path deployments() {
        return Path.of(deployments);
    }

    Pattern started() {
        return Pattern.compile(started);
    }

    Pattern deployed(String file) {
        return about(file, deployed);
    }

    Pattern failed(String file) {
        return about(file, failed);
    }

    Pattern undeployed(String file) {
        return about(file, undeployed);
    }

    /** The template. */
    Optional<Path> descriptor() {
        return Optional.ofNullable(descriptor).map(Path::of);
    }

    String described() {
        return described;
    }

    Path archives() {
        return Path.of(archives);
    }

    /** Empty where the server looks at the directory by itself only. */
    Optional<DirectoryScan> scan() {
        return Optional.ofNullable(jmx).map(url -> new DirectoryScan(url, scanners, applications));
    }

    private static Pattern about(String file, String expression) {
        return Pattern
                .compile(expression.replaceAll(Pattern.quote(FILE), Matcher.quoteReplacement(Pattern.quote(file))));
    }

    /** The program and its arguments, with a {@code |} between them: Arquillian makes one space of a line's end. */
    public void setCommand(String command) {
        this.command = command;
    }

    /** The directory in which it runs. */
    public void setDirectory(String directory) {
        this.directory = directory;
    }

    /** The file for its output. */
    public void setLog(String log) {
        this.log = log;
    }

    /** Where it answers, as {@code http://127.0.0.1:8080}. */
    public void setUrl(String url) {
        this.url = url;
    }

    /** The directory that it watches. */
    public void setDeployments(String deployments) {
        this.deployments = deployments;
    }

    /** An expression for the line that says that it has started. */
    public void setStarted(String started) {
        this.started = started;
    }

    /** An expression for the line that says that a file is deployed. */
    public void setDeployed(String deployed) {
        this.deployed = deployed;
    }

    /** An expression for the line that says that a file cannot be deployed. */
    public void setFailed(String failed) {
        this.failed = failed;
    }

    /** An expression for the line that says that a file is deployed no longer. */
    public void setUndeployed(String undeployed) {
        this.undeployed = undeployed;
    }

    /** A template for a descriptor; <code>{archive}</code> in it stands for the path of the archive. None unless it is given. */
    public void setDescriptor(String descriptor) {
        this.descriptor = descriptor;
    }

    /** The entry that archives have which are deployed by a descriptor, as {@code WEB-INF/beans.xml}. */
    public void setDescribed(String described) {
        this.described = described;
    }

    /** Where archives are that are deployed by a descriptor. */
    public void setArchives(String archives) {
        this.archives = archives;
    }

    /** The URL of the server's MBeans, by which it is asked to look at the directory at once. None unless it is given. */
    public void setJmx(String jmx) {
        this.jmx = jmx;
    }

    /** A pattern for the names of the MBeans that are asked to do so, by their operation {@code scan}. */
    public void setScanners(String scanners) {
        this.scanners = scanners;
    }

    /** A pattern for the names of the MBeans of applications, with an attribute {@code state}. */
    public void setApplications(String applications) {
        this.applications = applications;
    }
}
