package com.example.parcels;

import java.util.List;
import java.util.UUID;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

@RestController
class ParcelController {

    private final Parcels parcels;
    private final ParcelTrail trail;

    ParcelController(Parcels parcels, ParcelTrail trail) {
        this.parcels = parcels;
        this.trail = trail;
    }

    @PostMapping("/parcels")
    @ResponseStatus(HttpStatus.CREATED)
    Sent send(@RequestBody Address to) {
        var id = UUID.randomUUID();
        parcels.send(id, to.address());
        return new Sent(id);
    }

    @PostMapping("/parcels/{id}/delivery")
    void deliver(@PathVariable UUID id) {
        if (!parcels.deliver(id)) {
            throw new ResponseStatusException(HttpStatus.CONFLICT);
        }
    }

    @GetMapping("/parcels/{id}/trail")
    List<String> trail(@PathVariable UUID id) {
        return trail.of(id);
    }

    record Address(String address) {}

    record Sent(UUID id) {}
}
