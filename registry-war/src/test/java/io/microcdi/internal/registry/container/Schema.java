package io.microcdi.internal.registry.container;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import com.google.gson.Gson;
import com.google.gson.JsonElement;

/**
 * The requirements of the schema of Kubernetes, as the classes of its Java client have it, and checks of its API server in
 * addition to the schema: the values of lists of words, and the form of names and numbers.
 */
final class Schema {

    private static final String MODELS = "io.kubernetes.client.openapi.models.V1";
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    /** Words that may stand at a member of this name. */
    private static final Map<String, Pattern> WORDS = Map.of(
            "imagePullPolicy", Pattern.compile("Always|IfNotPresent|Never"),
            "podManagementPolicy", Pattern.compile("OrderedReady|Parallel"),
            "whenUnsatisfiable", Pattern.compile("DoNotSchedule|ScheduleAnyway"),
            "scheme", Pattern.compile("HTTPS?"),
            "clusterIP", Pattern.compile("None"),
            "serviceName", LABEL,
            "secretName", LABEL,
            "serviceAccountName", LABEL);
    private static final Pattern PORT_NAME = Pattern.compile("(?=.*[a-z])[a-z0-9]([-a-z0-9]{0,13}[a-z0-9])?");
    private static final Pattern QUANTITY = Pattern.compile("[0-9]+(\\.[0-9]+)?(m|k|Ki|M|Mi|G|Gi)?");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final int MAX_PORT = 65_535;

    private Schema() {
    }

    /** The faults of a document; empty if there are none. */
    static List<String> faults(Map<?, ?> document) {
        List<String> faults = new ArrayList<>();
        JsonElement json = new Gson().toJsonTree(document);
        try {
            Class.forName(MODELS + document.get("kind")).getMethod("validateJsonElement", JsonElement.class)
                    .invoke(null, json);
        } catch (InvocationTargetException e) {
            if (!(e.getCause() instanceof IOException) && !(e.getCause() instanceof IllegalArgumentException)) {
                throw new AssertionError(e);
            }
            faults.add(e.getCause().getMessage());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(document.get("kind") + " is no kind that is checked", e);
        }
        collect(String.valueOf(document.get("kind")), document, faults);
        return faults;
    }

    private static void collect(String path, Object value, List<String> faults) {
        if (value instanceof Collection<?> all) {
            all.forEach(each -> collect(path + "[]", each, faults));
        } else if (value instanceof Map<?, ?> members) {
            members.forEach((name, member) -> {
                String below = path + "." + name;
                Pattern expected = expected(path, String.valueOf(name));
                boolean portNumber = member instanceof Integer number
                        && String.valueOf(name).matches("port|containerPort")
                        && (number < 1 || number > MAX_PORT);
                if (portNumber || expected != null && !expected.matcher(String.valueOf(member)).matches()) {
                    faults.add(below + ": " + member);
                }
                collect(below, member, faults);
            });
        }
    }

    private static Pattern expected(String path, String name) {
        if (path.endsWith(".limits") || path.endsWith(".requests") || name.equals("sizeLimit")) {
            return QUANTITY;
        }
        if (name.equals("name")) {
            return path.endsWith(".env[]") ? VARIABLE : path.endsWith(".ports[]") ? PORT_NAME : LABEL;
        }
        if (path.endsWith(".updateStrategy")) {
            return Pattern.compile("OnDelete|RollingUpdate");
        }
        return path.endsWith(".seccompProfile") && name.equals("type")
                ? Pattern.compile("RuntimeDefault|Localhost|Unconfined")
                : WORDS.get(name);
    }
}
