package dev.orderly.shop.notification.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** An SMTP server that rejects every recipient. */
public final class StubbornSmtpServer implements AutoCloseable {

    private final ServerSocket socket;
    private final String answerToRecipients;

    public StubbornSmtpServer(String answerToRecipients) throws IOException {
        this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.answerToRecipients = answerToRecipients;
        new Thread(this::serve, "stubborn-smtp").start();
    }

    public int port() {
        return socket.getLocalPort();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (var client = socket.accept()) {
                talk(client);
            } catch (IOException e) {
                // the client, or this server, has gone
            }
        }
    }

    private void talk(Socket client) throws IOException {
        var in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
        say(client, "220 here I am");
        for (var command = in.readLine(); command != null; command = in.readLine()) {
            if (command.startsWith("QUIT")) {
                return;
            }
            say(client, command.startsWith("RCPT") ? answerToRecipients : "250 OK");
        }
    }

    private static void say(Socket client, String line) throws IOException {
        client.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
