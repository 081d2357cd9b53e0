"""Both stores keep how people and channels are reached."""

from bot.ports import Store
from dialogs.people import Identity

ANA = Identity(platform="teams", workspace="T1", user="ana")
CHANNEL = Identity(platform="teams", workspace="T1", user="19:sales")


async def test_the_address_kept_last_is_the_one(store: Store):
    assert await store.address(ANA) is None
    await store.put_address(ANA, {"conversation": "a:1", "service_url": "https://one.example"})
    await store.put_address(ANA, {"conversation": "a:1", "service_url": "https://two.example"})
    assert await store.address(ANA) == {"conversation": "a:1", "service_url": "https://two.example"}


async def test_the_newest_address_of_a_workspace_is_one_that_still_reaches_somebody(store: Store):
    assert await store.newest_address("teams", "T1") is None
    await store.put_address(ANA, {"conversation": "a:1"})
    await store.put_address(CHANNEL, {"conversation": "19:sales"})
    await store.put_address(Identity(platform="teams", workspace="T2", user="bo"), {"conversation": "b"})
    assert await store.newest_address("teams", "T1") == {"conversation": "19:sales"}
    await store.put_address(ANA, {"conversation": "a:2"})
    assert await store.newest_address("teams", "T1") == {"conversation": "a:2"}
    await store.put_address(ANA, {})
    assert await store.newest_address("teams", "T1") == {"conversation": "19:sales"}


async def test_an_address_that_is_no_use_any_more_is_kept_as_such(store: Store):
    await store.put_address(ANA, {"conversation": "a:1"})
    await store.put_address(ANA, {})
    assert await store.address(ANA) == {}
