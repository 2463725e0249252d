import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBRequestHandler;
import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBServerHandler;
import java.net.InetSocketAddress;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * DynamoDB Local in memory, on loopback: its own starter listens on every interface and on a port that must be known before.
 * It ends when its standard input ends, so it never outlives its starter.
 */
public class DynamoLocal {

    public static void main(String[] arguments) throws Exception {
        boolean inMemory = true;
        boolean sharedByAllCallers = true;
        boolean slowTables = false;
        LocalDynamoDBRequestHandler tables =
            new LocalDynamoDBRequestHandler(0, inMemory, null, sharedByAllCallers, slowTables);
        Server server = new Server(new InetSocketAddress("127.0.0.1", 0));
        server.setHandler(new LocalDynamoDBServerHandler(tables, null));
        server.start();
        int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
        System.out.println("READY http://127.0.0.1:" + port);
        while (System.in.read() != -1) {}
        server.stop();
        System.exit(0);
    }
}
