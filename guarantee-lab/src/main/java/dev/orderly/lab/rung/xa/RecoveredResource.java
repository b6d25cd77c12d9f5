package dev.orderly.lab.rung.xa;

import javax.transaction.xa.XAResource;

import com.arjuna.ats.jta.recovery.XAResourceRecoveryHelper;
import org.jspecify.annotations.Nullable;

/** A database or broker that the recovery asks for its prepared transactions. It opens the connection that it needs, and keeps it. */
final class RecoveredResource implements XAResourceRecoveryHelper {

    private final Connecting connecting;
    private @Nullable XAResource resource;

    RecoveredResource(Connecting connecting) {
        this.connecting = connecting;
    }

    @Override
    public boolean initialise(String parameter) {
        return true;
    }

    @Override
    public XAResource[] getXAResources() throws Exception {
        if (resource == null || isBroken(resource)) {
            resource = connecting.connect();
        }
        return new XAResource[] {resource};
    }

    private static boolean isBroken(XAResource resource) {
        try {
            resource.recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN);
            return false;
        } catch (Exception e) {
            return true;
        }
    }

    /** Opens a connection of its own. */
    interface Connecting {

        XAResource connect() throws Exception;
    }
}
