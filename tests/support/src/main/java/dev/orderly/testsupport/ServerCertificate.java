package dev.orderly.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import dev.orderly.localstack.process.Await;
import dev.orderly.localstack.process.ChildProcess;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** A key, and a certificate that it has signed itself: whoever trusts the certificate trusts this one server. */
public final class ServerCertificate {

    public static final String KEY_STORE_PASSWORD = "changeit";

    private static final String ALIAS = "server";

    private final Path directory;

    /**
     * Makes both.
     *
     * @param directory where they are kept
     * @param names     the names of the server, such as {@code dns:localhost} or {@code ip:127.0.0.1}
     */
    public ServerCertificate(Path directory, String... names) {
        this.directory = directory;
        keytool(
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=server",
                "-validity",
                "2",
                "-ext",
                "san=" + String.join(",", names));
        keytool("-exportcert", "-rfc", "-file", file().toString());
    }

    /** The certificate (PEM). */
    public Path file() {
        return directory.resolve("server.pem");
    }

    /** The key and the certificate (PKCS12), protected by {@link #KEY_STORE_PASSWORD}. */
    public Path keyStore() {
        return directory.resolve("server.p12");
    }

    /** Writes the key (PEM), for its owner to read only. */
    public Path writeKey() {
        try {
            var store = KeyStore.getInstance(keyStore().toFile(), KEY_STORE_PASSWORD.toCharArray());
            var key = store.getKey(ALIAS, KEY_STORE_PASSWORD.toCharArray()).getEncoded();
            var file = Files.createFile(
                    directory.resolve("server.key"),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            return Files.writeString(
                    file,
                    "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
                            .formatted(Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII))
                                    .encodeToString(key)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void keytool(String... arguments) {
        List<String> command = new ArrayList<>(
                List.of(ChildProcess.java().resolveSibling("keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-alias", ALIAS, "-storetype", "PKCS12"));
        command.addAll(List.of("-keystore", keyStore().toString(), "-storepass", KEY_STORE_PASSWORD));
        var log = directory.resolve("keytool.log");
        var tool = ChildProcess.start(command, Map.of(), directory, Redirect.appendTo(log.toFile()));
        if (!tool.endsWithin(Duration.ofMinutes(1)) || !Files.exists(keyStore())) {
            throw new IllegalStateException("keytool failed. " + Await.lastLines(log));
        }
    }
}
