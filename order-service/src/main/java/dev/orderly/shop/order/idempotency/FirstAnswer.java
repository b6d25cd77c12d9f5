package dev.orderly.shop.order.idempotency;

import java.net.URI;
import java.security.MessageDigest;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** An answer as it went over the wire, and the hash of the body that it answered. */
record FirstAnswer(byte[] requestHash, int status, @Nullable String location, String contentType, byte[] body) {

    /** @throws KeyReusedException when this answers another body */
    FirstAnswer to(KeyedCall call) {
        if (!MessageDigest.isEqual(requestHash, call.requestHash())) {
            throw new KeyReusedException();
        }
        return this;
    }

    ResponseEntity<byte[]> response() {
        var headers = new HttpHeaders();
        headers.setContentType(MediaType.parseMediaType(contentType));
        if (location != null) {
            headers.setLocation(URI.create(location));
        }
        return ResponseEntity.status(status).headers(headers).body(body);
    }
}
