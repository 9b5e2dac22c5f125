namespace Ringspun.Cli.Load.Requests;

/// <summary>Request methods: any token but CONNECT, after which a connection speaks no HTTP.</summary>
internal static class Methods
{
    public static bool TryRead(string text, out string value, out string expected)
    {
        value = text;
        expected = "a method such as GET, POST or PUT (not CONNECT)";
        return HeaderField.IsToken(text) && text != "CONNECT";
    }
}
