package io.microcdi.internal.registry.web;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;

import io.microcdi.internal.config.Durations;
import io.microcdi.internal.registry.CallEdge;
import io.microcdi.internal.registry.EngineRegistry;
import io.microcdi.internal.registry.InstanceDetail;
import io.microcdi.internal.registry.OperatorHold;
import io.microcdi.internal.security.ConnectPolicy;
import io.microcdi.internal.security.NamespaceGlobs;
import io.microcdi.internal.security.PeerIdentity;
import io.microcdi.internal.security.RefusalKind;
import io.microcdi.internal.wire.Excerpts;

/**
 * Drains, ejects and restores instances. Each action is written to the audit log.
 *
 * @param operators the names of the users who may. If it is empty, all may who may see and call all namespaces, except
 *        services: a peer with a token or a certificate may not hide the instances of others
 */
record InstanceActions(EngineRegistry registry, ApiJson json, List<String> operators) {

    private static final Duration MAX_TIME = Duration.ofHours(24);

    /** Returns whether somebody may act now. In a mode that refuses nobody, all may if no operators are named. */
    boolean mayActNow(PeerIdentity who) {
        return mayAct(who) || operators.isEmpty() && !ConnectPolicy.enforces(registry.securityMode());
    }

    /** Returns whether somebody may act in each mode. */
    boolean mayAct(PeerIdentity who) {
        return operators.isEmpty()
                ? !AccessFilter.isService(who) && who.visible().equals(NamespaceGlobs.ALL)
                        && who.callable().equals(NamespaceGlobs.ALL)
                : who.principal() != null && operators.contains(who.principal().getName());
    }

    /** Answers a request for an action. */
    void act(HttpServletRequest request, HttpServletResponse response, String namespace, String key, String action)
            throws IOException {
        PeerIdentity who = AccessFilter.identity(request);
        Optional<InstanceDetail> instance = registry.detail(namespace, key)
                .filter(each -> who.visible().contains(namespace));
        String reason = action + " of " + namespace + ": not an operator (" + RegistryServerKeys.OPERATORS.name() + ")";
        if (!mayAct(who) && !(operators.isEmpty() && registry.exempts(who, reason))) {
            registry.audit().refused(RefusalKind.RIGHTS, who.who(), request.getRemoteAddr(), reason);
            Replies.text(response, HttpServletResponse.SC_FORBIDDEN,
                    "you have read access only and cannot " + action + " instances: " + (operators.isEmpty()
                            ? "a service may not, sign in as a user, or ask on the registry's machine"
                            : "sign in as a user that " + RegistryServerKeys.OPERATORS.name() + " names"));
            return;
        }
        if (instance.isEmpty()) {
            Replies.text(response, HttpServletResponse.SC_NOT_FOUND, "no such instance is registered");
            return;
        }
        // a proxy's header may be the address, and an issuer's text the name
        String from = Excerpts.of(request.getRemoteAddr());
        String by = Excerpts.of(who.principal() == null ? who.who() + " at " + from : who.principal().getName());
        OperatorHold hold;
        try {
            hold = switch (action) {
                case "drain" -> new OperatorHold(true, by, registry.timer().now(), null);
                case "eject" -> new OperatorHold(false, by, registry.timer().now(), until(request));
                default -> null;
            };
        } catch (IllegalArgumentException e) {
            Replies.text(response, HttpServletResponse.SC_BAD_REQUEST, e.getMessage());
            return;
        }
        Optional<String> refused = registry.hold(namespace, key, hold, by, inWords(action, by, hold));
        if (refused.isPresent()) {
            // the instance may have gone since it was looked up
            Replies.text(response, registry.detail(namespace, key).isPresent() ? HttpServletResponse.SC_CONFLICT
                    : HttpServletResponse.SC_NOT_FOUND, refused.get());
            return;
        }
        WebLog.AUDIT.acted(action + forHowLong(request, action), Excerpts.of(key), namespace, by, from);
        InstanceDetail now = registry.detail(namespace, key).orElse(instance.get());
        Replies.secure(response);
        response.setContentType("application/json");
        List<CallEdge> callers = registry.callers(namespace, key, who.visible()::contains);
        response.getWriter().write(json.text(out -> json.instance(out, now, callers)));
    }

    /** Returns for how long an ejection is, as the end of its name. */
    private static String forHowLong(HttpServletRequest request, String action) {
        String time = request.getParameter("for");
        return !action.equals("eject") ? "" : time == null ? " (until restored)" : " (for " + Excerpts.of(time) + ")";
    }

    private static String inWords(String action, String by, @Nullable OperatorHold hold) {
        return switch (action) {
            case "drain" -> "drained by " + by + ": callers no longer find it";
            case "eject" -> "ejected by " + by + ": callers no longer find it"
                    + (hold == null || hold.until() == null ? ""
                            : " until " + hold.until().truncatedTo(ChronoUnit.SECONDS));
            default -> "restored by " + by;
        };
    }

    private @Nullable Instant until(HttpServletRequest request) {
        String text = request.getParameter("for");
        if (text == null) {
            return null;
        }
        Duration time;
        try {
            time = Durations.parse(text);
        } catch (IllegalArgumentException e) {
            time = Duration.ZERO;
        }
        if (time.isNegative() || time.isZero() || time.compareTo(MAX_TIME) > 0) {
            throw ApiQuery.invalid("for", text, "a duration of more than zero and at most 24h, as 90s, 5m or PT5M");
        }
        return registry.timer().now().plus(time);
    }
}
