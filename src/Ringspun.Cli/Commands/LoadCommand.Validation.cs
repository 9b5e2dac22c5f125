using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using Ringspun.Cli.Load.Requests;

namespace Ringspun.Cli.Commands;

/// <content>Options that contradict each other, or do nothing without another: a run that ignores what was asked for would be believed.</content>
internal sealed partial class LoadCommand
{
    private const int LongestUnixPath = 107;

    private void Validate(CommandResult result)
    {
        string[] urls = [.. result.GetResult(_urls)?.Tokens.Select(token => token.Value) ?? []];
        bool isSecure = urls.Any(url => url.Contains("https:", StringComparison.OrdinalIgnoreCase));
        bool isOpen = _rate.IsIn(result);
        Refuse(result, !isOpen && _arrivals.IsIn(result), "--arrivals needs --rate: without it, a connection sends when it has been answered");
        Refuse(result, !isOpen && _seed.IsIn(result), "--seed needs --rate and --arrivals poisson: nothing else is left to chance");
        Refuse(result, !isSecure && IsIn(result, _insecure), "--insecure needs an https URL");
        Refuse(result, !isSecure && IsIn(result, _serverName), "--sni needs an https URL");
        Refuse(result, !isSecure && IsIn(result, _certificate), "--cert needs an https URL");
        Refuse(result, IsIn(result, _key) && !IsIn(result, _certificate), "--key needs --cert");
        Refuse(result, IsIn(result, _unixSocket) && _source.IsIn(result), "--source has no meaning with --unix-socket: such connections have no addresses");
        Refuse(
            result,
            IsIn(result, _unixSocket) && _network.IsUserLevel(result),
            "--unix-socket has no meaning with --stack user: the stack has IP addresses only");
        Refuse(
            result,
            _network.IsUserLevel(result) && urls.Any(IsLoopback),
            "with --stack user the loopback address is inside of the stack, and no server is there: name the server by an address that the --device leads to");
        Refuse(
            result,
            IsIn(result, _noKeepAlive) && IsIn(result, _pipeline) && result.GetResult(_pipeline)!.Tokens is [{ Value: not "1" }],
            "--pipeline needs connections that are kept: leave out --no-keepalive");
        Refuse(
            result,
            IsIn(result, _paths) && urls.Any(HasPath),
            "--paths takes the place of the URL's path: write the URL without one");
        Refuse(
            result,
            TextOf(result, _unixSocket) is { } path && Encoding.UTF8.GetByteCount(path) is 0 or > LongestUnixPath,
            $"--unix-socket: expected a path of 1 to {LongestUnixPath} bytes");
        Refuse(
            result,
            TextOf(result, _json) is { } json && json == TextOf(result, _histogram),
            "--json and --histogram name the same file, or both stdout");
    }

    private static void Refuse(CommandResult result, bool isMistake, string message)
    {
        if (isMistake)
        {
            result.AddError(message);
        }
    }

    private static bool IsIn(CommandResult result, Option option) => result.GetResult(option) is { Implicit: false };

    private static string? TextOf(CommandResult result, Option option) => result.GetResult(option)?.Tokens is [var token] ? token.Value : null;

    private static bool IsLoopback(string text) => WeightedUrl.TryRead(text, out WeightedUrl url, out _) && url.Url.IsLoopback;

    private static bool HasPath(string url)
    {
        int host = url.IndexOf("://", StringComparison.Ordinal) + 3;
        int path = host < 3 ? -1 : url.IndexOfAny(['/', '?'], host);
        return path >= 0 && path < url.Length - 1;
    }
}
