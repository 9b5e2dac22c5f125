namespace Ringspun.Cli.Commands;

/// <summary>The work of <c>ringspun serve</c>.</summary>
internal static class Serving
{
    public static int Run(ServeSettings settings, TextWriter output)
    {
        if (!Directory.Exists(settings.Directory))
        {
            throw new CommandFailure($"'{settings.Directory}' is not a directory");
        }

        throw new CommandFailure("no server engine is part of this build");
    }
}
