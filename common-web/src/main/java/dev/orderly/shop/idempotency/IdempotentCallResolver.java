package dev.orderly.shop.idempotency;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.function.Supplier;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

import static java.util.Objects.requireNonNull;

/** Resolves {@link IdempotentCall} parameters; a malformed key is answered with 400 before the controller runs. */
class IdempotentCallResolver implements HandlerMethodArgumentResolver {

    private final IdempotentCalls calls;

    IdempotentCallResolver(IdempotentCalls calls) {
        this.calls = calls;
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == IdempotentCall.class;
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest webRequest,
            @Nullable WebDataBinderFactory binderFactory)
            throws IOException {
        var request = requireNonNull(webRequest.getNativeRequest(HttpServletRequest.class));
        var keys = Collections.list(request.getHeaders(IdempotentCall.HEADER));
        if (keys.isEmpty()) {
            return (IdempotentCall) Supplier::get;
        }
        if (keys.size() > 1) {
            throw IdempotencyKey.invalid();
        }
        var principal = request.getUserPrincipal();
        var call = new KeyedCall(
                principal == null ? "" : principal.getName(),
                request.getMethod(),
                request.getRequestURI(),
                IdempotencyKey.parse(keys.get(0)),
                sha256(request.getInputStream().readAllBytes()));
        return (IdempotentCall) work -> calls.answer(call, work);
    }

    private static byte[] sha256(byte[] body) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
