package io.microcdi.internal.cluster;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.security.MessageDigest;

import org.jgroups.Message;
import org.jgroups.auth.AuthToken;

/** Proves that a registry knows the secret of the cluster, to the member that lets it join. The token is sent encrypted. */
public final class SecretToken extends AuthToken {

    private static final int BYTES = 32;

    private byte[] proof = new byte[BYTES];

    /** Called by JGroups, before it reads a token. */
    public SecretToken() {
    }

    SecretToken(byte[] proof) {
        this.proof = proof.clone();
    }

    @Override
    public String getName() {
        return SecretToken.class.getName();
    }

    @Override
    public int size() {
        return BYTES;
    }

    @Override
    public boolean authenticate(AuthToken token, Message message) {
        return token instanceof SecretToken other && MessageDigest.isEqual(proof, other.proof);
    }

    @Override
    public void writeTo(DataOutput out) throws IOException {
        out.write(proof);
    }

    @Override
    public void readFrom(DataInput in) throws IOException {
        in.readFully(proof);
    }
}
