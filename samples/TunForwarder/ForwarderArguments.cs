namespace Ringspun.Samples.TunForwarder;

/// <summary>What the program was told.</summary>
/// <param name="Rules">What is forwarded; at least one rule.</param>
/// <param name="Proxy">Whom it goes through; null: nobody.</param>
internal sealed record ForwarderArguments(IReadOnlyList<ForwardRule> Rules, Socks5Proxy? Proxy)
{
    /// <summary>How it is said.</summary>
    public const string Usage = "usage: TunForwarder --forward PORT=HOST:PORT … [--proxy socks5://[USER:PASSWORD@]HOST[:PORT]]";

    /// <summary>Reads the program's arguments.</summary>
    /// <returns>What they say; null: they are not in order.</returns>
    public static ForwarderArguments? TryParse(IReadOnlyList<string> arguments)
    {
        List<ForwardRule> rules = [];
        Socks5Proxy? proxy = null;
        for (int i = 0; i < arguments.Count; i += 2)
        {
            string value = i + 1 < arguments.Count ? arguments[i + 1] : "";
            if (arguments[i] == "--forward" && ForwardRule.TryParse(value) is { } rule)
            {
                rules.Add(rule);
            }
            else if (arguments[i] != "--proxy" || proxy is not null || (proxy = Socks5Proxy.TryParse(value)) is null)
            {
                return null;
            }
        }

        bool canSay = proxy is null || rules.TrueForAll(static rule => Socks5Message.TryConnect(rule.Host, rule.HostPort) is not null);
        return rules.Count > 0 && canSay ? new ForwarderArguments(rules, proxy) : null;
    }
}
