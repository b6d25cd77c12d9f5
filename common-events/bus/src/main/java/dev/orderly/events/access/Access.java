package dev.orderly.events.access;

import java.util.List;

/**
 * Who may call the feed and the operator's API of this service, as it was configured.
 *
 * @param explanation in words, for the log
 */
record Access(AccessMode mode, String explanation) {

    static Access open() {
        return new Access(AccessMode.OPEN, "");
    }

    /** @param remedy what to do to have them */
    static Access closed(String remedy) {
        return new Access(AccessMode.CLOSED, remedy);
    }

    /** @param holders whose tokens are accepted */
    static Access guarded(List<String> holders) {
        return new Access(AccessMode.GUARDED, String.join(", ", holders));
    }
}
