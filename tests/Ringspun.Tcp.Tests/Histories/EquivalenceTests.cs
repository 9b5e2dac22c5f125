using FsCheck;
using FsCheck.Fluent;
using Ringspun.Tcp.Tests.Support;

namespace Ringspun.Tcp.Tests.Histories;

/// <summary>
/// The stack and the reference do the same, whatever happens. A failure prints the shortest history that was found and its seed; RINGSPUN_SEED replays it,
/// and RINGSPUN_SEEDS=100 runs a hundred times as many.
/// </summary>
public class EquivalenceTests
{
    private const int HistoriesOfASeed = 25;

    [Fact]
    public void A_stack_does_what_the_reference_does() =>
        Seeded.Each(12, (seed, _) => Hold(HistoryGenerator.Conversations, Conversation.Run, seed));

    [Fact]
    public void Two_stacks_with_a_bad_link_between_them_do_what_their_references_do() =>
        Seeded.Each(6, (seed, _) => Hold(HistoryGenerator.Exchanges, Exchange.Run, seed));

    private static void Hold(Arbitrary<History> histories, Action<History> run, int seed)
    {
        // The second number of FsCheck's seeds is odd.
        Config config = Config.QuickThrowOnFailure.WithMaxTest(HistoriesOfASeed).WithReplay((ulong)seed, (2 * (ulong)seed) + 1);
        Check.One(config, Prop.ForAll(histories, run));
    }
}
