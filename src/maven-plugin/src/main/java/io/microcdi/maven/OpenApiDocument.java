package io.microcdi.maven;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.parameters.RequestBody;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.ClassType;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodParameterInfo;
import org.jboss.jandex.Type;

import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.openapi.api.OpenApiConfig;
import io.smallrye.openapi.api.SmallRyeOpenAPI;
import io.smallrye.openapi.runtime.io.schema.SchemaFactory;
import io.smallrye.openapi.runtime.scanner.spi.AnnotationScannerContext;

/**
 * Makes the OpenAPI 3.1 document of the registry's gateway for the routes of one namespace: each is
 * {@code POST /call/{namespace}/{route}}.
 */
final class OpenApiDocument {

    /** The defaults of SmallRye, but private fields without a getter are left out, as JSON-B leaves them out. */
    private static final Config SETTINGS = new SmallRyeConfigBuilder()
            .withDefaultValue("mp.openapi.extensions.smallrye.private-properties.enable", "false").build();
    static final OpenApiConfig CONFIG = OpenApiConfig.fromConfig(SETTINGS);

    private static final String JSON = "application/json";
    private static final String BEARER = "bearer";
    private static final String FAILURE = "GatewayFailure";
    private static final Pattern PARAMETER = Pattern.compile("\\{([^}]*?)(\\.\\.\\.)?}");
    private static final String SCHEMAS = "#/components/schemas/";
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]+");
    private static final List<SchemaType> PLAIN = List.of(SchemaType.STRING, SchemaType.INTEGER, SchemaType.NUMBER,
            SchemaType.BOOLEAN);
    private static final String OK = "200";
    private static final String NO_CONTENT = "204";
    /** Types whose values may be any JSON. */
    private static final List<DotName> ANY = List.of(DotName.createSimple("io.microcdi.RawJson"),
            DotName.createSimple("jakarta.json.JsonValue"), DotName.createSimple("jakarta.json.JsonStructure"),
            DotName.OBJECT_NAME);
    /** Annotations that make a text of a number or a time. */
    private static final List<DotName> FORMATS = Stream.of("JsonbNumberFormat", "JsonbDateFormat")
            .map(JsonProperty::jsonb).toList();
    private static final DotName SCHEMA = DotName
            .createSimple("org.eclipse.microprofile.openapi.annotations.media.Schema");
    private static final DotName TYPE_INFO = JsonProperty.jsonb("JsonbTypeInfo");
    private static final Set<String> TIMES = Set.of("date", "date-time", "time", "local-date-time", "duration");
    private static final DotName JSON_OBJECT = DotName.createSimple("jakarta.json.JsonObject");
    private static final DotName JSON_ARRAY = DotName.createSimple("jakarta.json.JsonArray");
    private static final DotName OPTIONAL = DotName.createSimple("java.util.Optional");

    private final String namespace;
    private final Consumer<String> warnings;
    private final AnnotationScannerContext context;
    private final OpenAPI document;
    private final Set<String> operationIds = new HashSet<>();
    private final List<DocumentedRoute> routes = new ArrayList<>();

    /**
     * Makes a document without routes.
     *
     * @param gateway the address of the registry, to which {@code /call/…} is added
     * @param warnings receives a text for each type that the document cannot describe as it is
     */
    OpenApiDocument(String namespace, String version, String gateway, IndexView index, Consumer<String> warnings) {
        this.namespace = namespace;
        this.warnings = warnings;
        this.context = new AnnotationScannerContext(index, OpenApiDocument.class.getClassLoader(), CONFIG);
        this.document = context.getOpenApi();
        document.openapi("3.1.0").info(OASFactory.createInfo().title(namespace).version(version)
                .description("The routes of " + namespace + ", called through the registry."))
                .addServer(OASFactory.createServer().url(gateway)).paths(OASFactory.createPaths());
        // a caller on the same machine may need no token
        document.addSecurityRequirement(OASFactory.createSecurityRequirement().addScheme(BEARER))
                .addSecurityRequirement(OASFactory.createSecurityRequirement());
        Components components = document.getComponents() == null ? OASFactory.createComponents()
                : document.getComponents();
        components.addSecurityScheme(BEARER, OASFactory.createSecurityScheme().type(SecurityScheme.Type.HTTP)
                .scheme("bearer").description("A token for the registry, or of the user for whom the call is made"))
                .addSchema(FAILURE, failure())
                .addResponse(FAILURE, OASFactory.createAPIResponse()
                        .description(
                                "The call failed: refused, not found, not answered in time, or failed by the service")
                        .content(content(reference(SCHEMAS + FAILURE))))
                .addParameter("timeout", OASFactory.createParameter().name("timeout").in(Parameter.In.QUERY)
                        .description(
                                "The time for the call, 30 s without it, at most 1h: 500ms, 10s, PT10S or a number of"
                                        + " milliseconds")
                        .schema(schema(SchemaType.STRING)));
        document.components(components);
    }

    private static Schema failure() {
        return schema(SchemaType.OBJECT)
                .addProperty("status", OASFactory.createSchema()
                        .description("The status that the service answered, or that of this answer")
                        .addType(SchemaType.INTEGER).addType(SchemaType.STRING))
                .addProperty("message", schema(SchemaType.STRING))
                .addProperty("executed", schema(SchemaType.BOOLEAN)
                        .description("false if an instance was looked for and the route certainly did not run"))
                .addProperty("data", OASFactory.createSchema()
                        .description(
                                "The payload that the service has sent with the failure, for example the violations of constraints"))
                .addRequired("status").addRequired("message");
    }

    /** Adds a route. */
    void add(DocumentedRoute route) {
        routes.add(route);
        Operation operation = OASFactory.createOperation().operationId(operationId(route))
                .addTag(route.bean().simpleName()).responses(responses(route));
        route.pattern().parameters().forEach(name -> operation.addParameter(parameter(name, route)));
        operation.addParameter(OASFactory.createParameter().ref("#/components/parameters/timeout"));
        operation.requestBody(body(route));
        if (route.idempotent()) {
            operation.addExtension("x-idempotent", true);
        }
        // a user needs one of the roles
        route.roles().forEach(role -> operation.addSecurityRequirement(
                OASFactory.createSecurityRequirement().addScheme(BEARER, role)));
        document.getPaths().addPathItem(path(route), OASFactory.createPathItem().POST(operation));
    }

    /** Returns the document as JSON text in one value. */
    String json() {
        Set<Type> types = new LinkedHashSet<>(MetTypes.of(routes, context.getIndex()).keySet());
        context.getIndex().getKnownClasses().forEach(type -> types.add(Type.create(type.name(), Type.Kind.CLASS)));
        types.forEach(this::correct);
        String json = SmallRyeOpenAPI.builder().withConfig(SETTINGS).withInitialModel(document).enableModelReader(false)
                .enableStandardStaticFiles(false).enableStandardFilter(false).enableAnnotationScan(false).build()
                .toJSON();
        for (String name : document.getComponents().getSchemas().keySet()) {
            if (!NAME.matcher(name).matches()) {
                json = renamed(json, name);
            }
        }
        return json;
    }

    /**
     * Gives a schema a name of the characters that OpenAPI allows. SmallRye makes a name of the type arguments, so that it
     * has <code>[L…;</code> for an array.
     */
    private String renamed(String json, String name) {
        StringBuilder valid = new StringBuilder();
        name.codePoints().forEach(c -> {
            String one = Character.toString(c);
            valid.append(NAME.matcher(one).matches() ? one : "_");
        });
        while (document.getComponents().getSchemas().containsKey(valid.toString())
                || json.contains(SCHEMAS + valid + '"')) {
            valid.append('_');
        }
        return json.replace(SCHEMAS + name + '"', SCHEMAS + valid + '"')
                .replaceAll('"' + Pattern.quote(name) + "\"(?=\\s*:)", '"' + valid.toString() + '"');
    }

    /** Changes the schema of a type to what JSON-B writes and reads. SmallRye knows few of its annotations. */
    private void correct(Type type) {
        if (!context.getSchemaRegistry().hasSchema(type, Map.of())) {
            return;
        }
        ClassInfo info = context.getIndex().getClassByName(type.name());
        if (info == null) { // one of the JDK has a schema, too
            return;
        }
        if (info.hasDeclaredAnnotation(TYPE_INFO)) {
            warnings.accept(type.name() + " has @JsonbTypeInfo: the document describes it without its subtypes");
        }
        if (JsonProperty.isMadeByCode(info) && !info.hasDeclaredAnnotation(SCHEMA)) {
            String name = context.getSchemaRegistry().lookupRef(type, Map.of()).getRef().substring(SCHEMAS.length());
            document.getComponents().addSchema(name, OASFactory.createSchema());
            return;
        }
        Schema schema = context.getSchemaRegistry().lookupSchema(type, Map.of());
        boolean texts = FORMATS.stream().anyMatch(info::hasDeclaredAnnotation);
        for (JsonProperty property : JsonProperty.of(type, context.getIndex())) {
            property.names().stream()
                    .filter(name -> schema.getProperties() != null && schema.getProperties().containsKey(name))
                    .findFirst().ifPresent(name -> correct(schema, name, property, texts || property.has(FORMATS)));
        }
    }

    private void correct(Schema schema, String name, JsonProperty property, boolean text) {
        Schema described = schema.getProperties().get(name);
        if (property.has(List.of(SCHEMA))) {
            // the application says what it is
        } else if (property.has(JsonProperty.CODE)) {
            described = OASFactory.createSchema();
        } else if (text && isFormatted(described)) {
            described = schema(SchemaType.STRING);
        }
        if (property.isHiddenInPart()) {
            if (!property.isRead() && !property.isWritten()) {
                schema.removeProperty(name);
                schema.removeRequired(name);
                return;
            }
            // a reference may be that of other properties, too
            described = described.getRef() == null ? described : reference(described.getRef());
            described = property.isRead() ? described.writeOnly(true) : described.readOnly(true);
        }
        schema.addProperty(name, described);
    }

    /** Returns whether JSON-B writes a value by a format: numbers and times. */
    private boolean isFormatted(Schema schema) {
        Schema described = described(schema);
        return described != null && described.getType() != null
                && (described.getType().contains(SchemaType.NUMBER) || described.getType().contains(SchemaType.INTEGER)
                        || TIMES.contains(described.getFormat()));
    }

    /** Returns the schema to which a reference refers, or the schema itself. */
    private Schema described(Schema schema) {
        return schema.getRef() == null ? schema
                : document.getComponents().getSchemas().get(schema.getRef().substring(SCHEMAS.length()));
    }

    private String operationId(DocumentedRoute route) {
        String name = route.method().name();
        String id = name;
        for (int number = 2; !operationIds.add(id); number++) {
            id = name + "_" + number;
        }
        return id;
    }

    private String path(DocumentedRoute route) {
        String literal = "/call/" + namespace + route.pattern().text();
        return List.of(literal.split("/", -1)).stream()
                .map(segment -> PARAMETER.matcher(segment).matches()
                        ? PARAMETER.matcher(segment).replaceFirst("{$1}")
                        : encoded(segment))
                .collect(Collectors.joining("/"));
    }

    private static String encoded(String segment) {
        try {
            return new URI(null, null, "/" + segment, null).toASCIIString().substring(1);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("the segment \"" + segment + "\" cannot be written in a URL", e);
        }
    }

    private Parameter parameter(String name, DocumentedRoute route) {
        Type type = route.parameters().get(name);
        Schema schema = type == null ? schema(SchemaType.STRING) : segment(type);
        Parameter parameter = OASFactory.createParameter().name(name).in(Parameter.In.PATH).required(true)
                .schema(schema);
        route.method().parameters().stream().filter(each -> isBound(each, name))
                .forEach(each -> constrain(each, schema, name));
        return route.pattern().takesRemainder() && name.equals(last(route.pattern().parameters()))
                ? parameter.description("One or more segments of the path, separated by /")
                : parameter;
    }

    /** Returns the schema of a path parameter. A type whose values are no plain JSON is made from a text. */
    private Schema segment(Type type) {
        Schema schema = schema(type);
        Schema described = described(schema);
        return described != null && described.getType() != null && PLAIN.containsAll(described.getType()) ? schema
                : schema(SchemaType.STRING);
    }

    private static boolean isBound(MethodParameterInfo parameter, String name) {
        return parameter.hasDeclaredAnnotation(RouteFinder.ROUTE_PARAM)
                && parameter.declaredAnnotation(RouteFinder.ROUTE_PARAM).value().asString().equals(name);
    }

    /** Applies the constraints of Bean Validation that are on a parameter; those inside a type are in its schema. */
    private boolean constrain(MethodParameterInfo parameter, Schema schema, String name) {
        boolean[] required = { false };
        context.getBeanValidationScanner().ifPresent(scanner -> scanner.applyConstraints(parameter, schema, name,
                (target, key) -> required[0] = true));
        return required[0];
    }

    private RequestBody body(DocumentedRoute route) {
        if (route.payload() == null) {
            // the gateway asks for the content type also where there is no payload
            return OASFactory.createRequestBody().required(true).description("The route takes no payload")
                    .content(content(schema(SchemaType.NULL)));
        }
        Type type = route.payloadType();
        boolean optional = type.name().equals(OPTIONAL);
        Schema schema = schema(optional ? RouteFinder.argument(type) : type);
        boolean required = constrain(route.payload(), schema, "payload");
        return OASFactory.createRequestBody().required(required || !optional).content(content(schema));
    }

    private APIResponses responses(DocumentedRoute route) {
        APIResponses responses = OASFactory.createAPIResponses();
        if (route.result() == null) {
            responses.addAPIResponse(NO_CONTENT, description("The route ran"));
        } else {
            Schema schema = schema(route.result());
            responses.addAPIResponse(OK, description("The result of the route")
                    .content(content(route.optional() ? OASFactory.createSchema()
                            .anyOf(new ArrayList<>(List.of(schema, schema(SchemaType.NULL)))) : schema)));
        }
        return responses.addAPIResponse("default",
                OASFactory.createAPIResponse().ref("#/components/responses/" + FAILURE));
    }

    private static APIResponse description(String text) {
        return OASFactory.createAPIResponse().description(text);
    }

    private Schema schema(Type type) {
        if (ANY.contains(type.name())) {
            return OASFactory.createSchema();
        }
        if (type.name().equals(JSON_OBJECT)) {
            return schema(SchemaType.OBJECT);
        }
        if (type.name().equals(JSON_ARRAY)) {
            return schema(SchemaType.ARRAY).items(OASFactory.createSchema());
        }
        return SchemaFactory.typeToSchema(context, type.kind() == Type.Kind.TYPE_VARIABLE ? ClassType.OBJECT_TYPE
                : type);
    }

    /** Returns whether a type is described by its class: others have a schema of their own. */
    static boolean isOfAnApplication(DotName type) {
        return !ANY.contains(type) && !type.toString().startsWith("jakarta.json.");
    }

    private static Schema schema(SchemaType type) {
        return OASFactory.createSchema().addType(type);
    }

    private static Schema reference(String to) {
        return OASFactory.createSchema().ref(to);
    }

    private static Content content(Schema schema) {
        return OASFactory.createContent().addMediaType(JSON, OASFactory.createMediaType().schema(schema));
    }

    private static String last(List<String> texts) {
        return texts.get(texts.size() - 1);
    }
}
