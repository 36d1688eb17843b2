package io.microcdi.internal.registry;

import java.util.random.RandomGenerator;

import io.microcdi.internal.address.Namespaces;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.node.CommandHandler;
import io.microcdi.internal.security.Audit;
import io.microcdi.internal.security.Exemptions;
import io.microcdi.internal.security.PeerIdentity;
import io.microcdi.internal.security.RefusalKind;
import io.microcdi.internal.wire.Excerpts;
import io.microcdi.internal.wire.Frame;
import io.microcdi.internal.wire.JsonText;
import io.microcdi.internal.wire.Props;

/** The commands by which nodes of {@code @iocore/micro-ws} register and look for each other (wire, The second dialect). */
final class SecondDialect implements CommandHandler {

    private static final String UNKNOWN_COMMAND = "104";
    private static final String NOT_HERE = "a registry takes no commands over this link";
    private static final String NOT_ALLOWED = "its proof does not allow it to register under this namespace";

    private final Registrations registrations;
    private final RandomGenerator random;
    private final Audit audit;
    private final Exemptions exemptions;

    SecondDialect(Registrations registrations, RandomGenerator random, Audit audit, Exemptions exemptions) {
        this.audit = audit;
        this.exemptions = exemptions;
        this.registrations = registrations;
        this.random = random;
    }

    @Override
    public void command(Link link, Frame.Command command) {
        String namespace = Props.firstText(command.props());
        boolean known = command.cmd().equals("online") || command.cmd().equals("where");
        PeerIdentity identity = link.peer().identity();
        if (!identity.node() || link.peer().isDialled()) {
            // whom the registry dials for a call has proved nothing: it registers by a link of its own
            audit.refused(RefusalKind.RIGHTS, link.peer().toString(), link.peer().from(), NOT_HERE);
            fail(link, command, "403", NOT_HERE);
        } else if (!known || !"ws".equals(command.protocol())) {
            fail(link, command, UNKNOWN_COMMAND,
                    "unknown command " + Excerpts.of(command.protocol() + " " + command.cmd()));
        } else if (!Namespaces.isValid(namespace) || namespace.equals(Namespaces.REGISTRY)) {
            fail(link, command, "400", command.cmd() + " expects a namespace: " + Namespaces.GRAMMAR);
        } else if (command.cmd().equals("where")) {
            Instance instance = registrations.where(namespace, random);
            boolean visible = instance != null && (identity.visible().contains(instance.namespace())
                    || exemptions.maySee(instance.namespace(), identity, link.peer()::toString));
            answer(link, command, visible ? JsonText.quote(instance.key().hostAndPort()) : null);
        } else if (!link.peer().isSecondDialect()) {
            fail(link, command, "400", "this link is registered as " + link.peer().namespace() + " already");
        } else if (Registrations.isVisitor(link)) {
            String reason = "a visitor is not registered: nobody can dial " + link.peer().key();
            audit.refused(RefusalKind.ADDRESS, who(link, namespace), identity.remote(), reason);
            fail(link, command, "400", reason);
        } else if (identity.mayRegister(namespace)) {
            online(link, namespace, command);
        } else if (exemptions.exempt(RefusalKind.RIGHTS, identity, () -> who(link, namespace),
                () -> NOT_ALLOWED)) {
            link.peer().exempted();
            online(link, namespace, command);
        } else {
            audit.refused(RefusalKind.RIGHTS, who(link, namespace), identity.remote(), NOT_ALLOWED);
            fail(link, command, "403", NOT_ALLOWED);
        }
    }

    private static String who(Link link, String namespace) {
        return namespace + " at " + link.peer().key();
    }

    private void online(Link link, String namespace, Frame.Command command) {
        registrations.online(link, namespace);
        answer(link, command, null);
    }

    private static void answer(Link link, Frame.Command command, String payload) {
        if (command.twoway()) {
            link.answer(command.id(), payload);
        }
    }

    private static void fail(Link link, Frame.Command command, String status, String message) {
        if (command.twoway()) {
            link.fail(command.id(), status, message, true);
        }
    }
}
