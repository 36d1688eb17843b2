package io.microcdi.it.chaos.redeploy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.microcdi.launch.Application;

/** The administration of a Payara domain. */
final class PayaraAdmin {

    private static final Pattern PORT = Pattern.compile("port=\"(\\d+)\" name=\"admin-listener\"");
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private PayaraAdmin() {
    }

    static void redeploy(Path domainXml, Application application) throws IOException, InterruptedException {
        Matcher port = PORT.matcher(Files.readString(domainXml));
        if (!port.find()) {
            throw new IOException(domainXml + " has no admin-listener");
        }
        String body = "{\"id\":\"" + application.war().toAbsolutePath() + "\",\"name\":\"" + application.name()
                + "\",\"contextroot\":\"" + application.path() + "\",\"force\":\"true\"}";
        HttpRequest request = HttpRequest
                .newBuilder(URI.create("http://127.0.0.1:" + port.group(1)
                        + "/management/domain/applications/application"))
                .header("Content-Type", "application/json").header("Accept", "application/json")
                .header("X-Requested-By", "chaos").POST(HttpRequest.BodyPublishers.ofString(body)).build();
        HttpResponse<String> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("Payara does not redeploy " + application.name() + ": " + answer.statusCode() + " "
                    + answer.body());
        }
    }
}
