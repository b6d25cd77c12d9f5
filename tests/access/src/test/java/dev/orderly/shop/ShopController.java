package dev.orderly.shop;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** A call of the application, which is no business of the bus. */
@RestController
public class ShopController {

    @GetMapping("/own")
    String own() {
        return "own";
    }
}
