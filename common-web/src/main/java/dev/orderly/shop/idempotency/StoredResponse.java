package dev.orderly.shop.idempotency;

import java.net.URI;
import java.security.MessageDigest;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** A response as it was sent, and the hash of the request body that it belongs to. */
record StoredResponse(
        byte[] requestHash, int status, @Nullable String location, String contentType, byte[] body) {

    /** @throws KeyReusedException if this response belongs to another body */
    StoredResponse verifiedFor(KeyedCall call) {
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
