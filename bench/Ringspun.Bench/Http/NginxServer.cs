using System.Net;
using Ringspun.Bench.Measuring;

namespace Ringspun.Bench.Http;

/// <summary>The peer: nginx as Debian packages it, with one worker, set up for hot files.</summary>
internal sealed class NginxServer : ServerProcess
{
    public const string Package = "nginx-light";
    private readonly IPEndPoint _endPoint = FreePort();

    public NginxServer(string program, string site, string scratch, bool sendfile, int? core)
        : base(NameFor(sendfile))
    {
        string directory = Path.Combine(scratch, sendfile ? "nginx-sendfile" : "nginx-memory");
        Directory.CreateDirectory(directory);
        string configuration = Path.Combine(directory, "nginx.conf");
        string errors = Path.Combine(directory, "error.log");
        File.WriteAllText(configuration, Configuration(directory, site, sendfile));
        try
        {
            Start(Programs.OnCore(core, program, "-e", errors, "-c", configuration, "-p", directory));
            WaitUntilItAccepts(_endPoint);
        }
        catch (BenchFailure failure)
        {
            Dispose();
            throw new BenchFailure($"{failure.Message}: {(File.Exists(errors) ? File.ReadAllText(errors) : "no error log")}");
        }
    }

    public override string Url => $"http://{_endPoint}";

    public static string NameFor(bool sendfile) => sendfile ? "nginx (sendfile on)" : "nginx (sendfile off)";

    private string Configuration(string directory, string site, bool sendfile) => $$"""
        daemon off;
        worker_processes 1;
        pid {{directory}}/nginx.pid;
        error_log {{directory}}/error.log;
        events {
            worker_connections 8192;
        }
        http {
            access_log off;
            sendfile {{(sendfile ? "on" : "off")}};
            tcp_nopush on;
            keepalive_timeout 75s;
            keepalive_requests 1000000000;
            open_file_cache max=1000 inactive=60s;
            open_file_cache_valid 60s;
            default_type application/octet-stream;
            client_body_temp_path {{directory}}/body;
            proxy_temp_path {{directory}}/proxy;
            fastcgi_temp_path {{directory}}/fastcgi;
            uwsgi_temp_path {{directory}}/uwsgi;
            scgi_temp_path {{directory}}/scgi;
            server {
                listen {{_endPoint}};
                root {{site}};
            }
        }

        """;
}
