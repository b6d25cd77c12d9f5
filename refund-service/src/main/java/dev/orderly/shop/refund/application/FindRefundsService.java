package dev.orderly.shop.refund.application;

import java.util.List;
import java.util.UUID;

import dev.orderly.shop.refund.domain.Refund;
import dev.orderly.shop.refund.domain.Refunds;
import org.springframework.stereotype.Service;

/** Finds refunds. */
@Service
public class FindRefundsService {

    private final Refunds refunds;

    FindRefundsService(Refunds refunds) {
        this.refunds = refunds;
    }

    /** The refunds of an order: empty if the order is unknown or not canceled. */
    public List<Refund> ofOrder(UUID orderId) {
        return refunds.ofOrder(orderId).stream().toList();
    }
}
