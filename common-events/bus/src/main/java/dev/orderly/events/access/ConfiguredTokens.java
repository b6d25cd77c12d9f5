package dev.orderly.events.access;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import dev.orderly.events.start.BusSetupException;
import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The tokens of {@code orderly.tokens}. Only their SHA-256 is kept: a dump of the heap shows no token. A token is compared
 * with all of them, each in constant time. No message contains a token.
 */
final class ConfiguredTokens {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");

    // The syntax of RFC 6750: any other token could never be sent.
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    private final List<Entry> entries = new ArrayList<>();

    /** @throws BusSetupException if an entry is not name:role:token, or two entries have the same token */
    ConfiguredTokens(List<String> tokens) {
        for (int number = 1; number <= tokens.size(); number++) {
            add(number, tokens.get(number - 1).strip());
        }
    }

    private void add(int number, String text) {
        var parts = text.split(":", 3);
        verify(parts.length == 3, number, "is not name:role:token");
        verify(NAME.matcher(parts[0]).matches(), number, "has no name of 1 to 100 letters, digits, dots, dashes");
        var role = Role.of(parts[1]);
        verify(role.isPresent(), number, "has neither the role reader nor operator");
        verify(
                TOKEN.matcher(parts[2]).matches(),
                number,
                "has a token with characters that a bearer token cannot have");
        verify(find(parts[2]).isEmpty(), number, "has the token of another entry");
        entries.add(new Entry(new Caller(parts[0], Set.of(role.orElseThrow())), sha256(parts[2])));
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Whose token it is. */
    Optional<Caller> find(String token) {
        var hash = sha256(token);
        @Nullable Caller found = null;
        for (var entry : entries) {
            if (MessageDigest.isEqual(entry.hash(), hash)) {
                found = entry.caller();
            }
        }
        return Optional.ofNullable(found);
    }

    /** Such as {@code refund-service (reader)}. */
    List<String> holders() {
        return entries.stream()
                .map(Entry::caller)
                .flatMap(caller -> caller.roles().stream().map(role -> "%s (%s)".formatted(caller.name(), role.word())))
                .distinct()
                .toList();
    }

    private static void verify(boolean holds, int number, String complaint) {
        if (!holds) {
            throw new BusSetupException(
                    "Entry %d of orderly.tokens %s".formatted(number, complaint),
                    "set orderly.tokens (ORDERLY_TOKENS) to a comma-separated list of name:role:token, such as refund-service:reader:<token>,ops:operator:<token>");
        }
    }

    private static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    private record Entry(Caller caller, byte[] hash) {}
}
