"""One list of authorities for all bots, in aiogram's own session otherwise."""

from bot.channels import tls, zalo_wire


async def test_all_clients_share_the_authorities_and_the_session_is_aiograms_otherwise() -> None:
    from bot.channels.telegram_models import AiohttpSession, TelegramAPIServer  # noqa: PLC0415  # slow to load
    from bot.channels.telegram_session import Session  # noqa: PLC0415

    api = TelegramAPIServer.from_base("https://telegram.test")
    ours, theirs = vars(Session(api)), vars(AiohttpSession(api=api))
    assert ours.keys() == theirs.keys()
    mine, its = ours.pop("_connector_init"), theirs.pop("_connector_init")
    assert mine.pop("ssl") is tls.trusted()
    others = its.pop("ssl")
    assert mine == its
    assert (tls.trusted().verify_mode, tls.trusted().check_hostname) == (others.verify_mode, others.check_hostname)
    odd = {"_event_loop", "middleware", "timeout"}  # objects of each session
    assert {name: each for name, each in ours.items() if name not in odd} == {
        name: each for name, each in theirs.items() if name not in odd
    }
    client = zalo_wire.client()
    assert client._transport._pool._ssl_context is tls.trusted()  # type: ignore[attr-defined]
    await client.aclose()
